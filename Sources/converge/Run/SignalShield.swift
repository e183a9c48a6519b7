import Foundation

/// Keeps the signals that end us waiting while something is being written.
enum SignalShield {
    static func whileWriting<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
        var signals = sigset_t()
        var before = sigset_t()
        sigemptyset(&signals)
        for number in [SIGHUP, SIGINT, SIGTERM] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        return try body()
    }
}
