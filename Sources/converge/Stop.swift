import Scenarios

/// Ends the program with a status, and a sentence where one is called for.
struct Stop: Error {
    let status: ExitStatus
    let message: String?

    init(_ status: ExitStatus, _ message: String? = nil) {
        self.status = status
        self.message = message
    }
}

extension Stop {
    /// That a strategy asks for virtual time, and why it has none here.
    init(_ error: VirtualTimeUnavailable) {
        self.init(.noVirtualTime, "\(error): leave out 'time: virtual'.")
    }
}
