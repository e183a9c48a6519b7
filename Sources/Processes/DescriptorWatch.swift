internal import CLinux
internal import Glibc
public import Postgres

/// Many descriptors, waited for at once: whichever can be read from ends the wait.
///
/// One thread uses it: that of its loop.
public final class DescriptorWatch {
    private let loop: EventLoop
    private let poll: Int32

    /// Watches nothing yet.
    public init(on loop: EventLoop) {
        self.loop = loop
        poll = epoll_create1(Int32(EPOLL_CLOEXEC))
    }

    deinit { close(poll) }

    /// Watches a descriptor until it is closed.
    public func add(_ descriptor: Int32) {
        var event = epoll_event()
        event.events = EPOLLIN.rawValue
        event.data.fd = descriptor
        epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event)
    }

    /// Suspends until one can be read from, or so much real time has passed.
    ///
    /// - Returns: False if time ran out.
    @discardableResult
    public func wait(_ time: Duration) async -> Bool { await loop.waitReadable(poll, timeout: time) }
}

extension DescriptorWatch {
    /// Watches what keeps a program's time.
    public func add(_ clock: ProcessClock) { add(clock.descriptor) }
}
