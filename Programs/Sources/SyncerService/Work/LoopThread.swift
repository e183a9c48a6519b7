import Foundation

/// A thread for an event loop, which blocks it; those of Swift's own pool must not be blocked.
enum LoopThread {
    static func start(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.name = "worker"
        // JSON may nest, and so may what reads it.
        thread.stackSize = 4 << 20
        thread.start()
    }
}
