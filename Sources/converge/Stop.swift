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
    /// That virtual time was asked for, by a strategy or for Postgres, and why there is none here.
    init(_ error: VirtualTimeUnavailable) {
        self.init(
            .noVirtualTime, "\(error): leave out '\(error.isOfServer ? "--server-time virtual" : "time: virtual")'.")
    }
}
