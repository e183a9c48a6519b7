internal import Glibc

/// The thread that made a value, for values that no other thread may use.
///
/// Builds for debugging ask at the entry points; release builds never do.
package struct Confinement: Sendable {
    private let thread = UInt(pthread_self())

    /// Confines to the calling thread.
    package init() {}

    /// Whether the caller is on that thread.
    @usableFromInline package var isHere: Bool { thread == UInt(pthread_self()) }

    /// Stops a build for debugging whose caller is on another thread.
    @inlinable package func assertIsolated(file: StaticString = #fileID, line: UInt = #line) {
        assert(isHere, "used on another thread than the one that made it", file: file, line: line)
    }
}
