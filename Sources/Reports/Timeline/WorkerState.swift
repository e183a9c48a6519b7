/// What a worker is doing between its own steps: shown where its column has no deed of its own.
enum WorkerState: String, CaseIterable {
    /// It has nothing to do.
    case idle
    /// It has received something, and is not done with it.
    case holding
    /// Its statement waits for a lock.
    case blocked
    /// Its statement waits inside itself, at a row.
    case paused
    /// Its process does not move.
    case frozen

    /// One character for it; ASCII stand-ins are TextStyle's.
    var mark: String {
        switch self {
        case .idle: ""
        case .holding: "│"
        case .blocked: "┆"
        case .paused: "‖"
        case .frozen: "~"
        }
    }

    /// One character for a worker that does something just now.
    static let acting = "●"

    /// What it means.
    var meaning: String {
        switch self {
        case .idle: "idle"
        case .holding: "holds a delivery"
        case .blocked: "waits for a lock"
        case .paused: "paused inside its statement"
        case .frozen: "frozen"
        }
    }
}
