/// Where a program's work comes from, as `strategy.yml` says with `broker:`.
public enum WorkerBroker: String, Hashable, Sendable, CaseIterable {
    /// Sequin's HTTP APIs for pulling.
    case sequin
    /// Events that are posted to the program's own HTTP server.
    case webhook
    /// SQS's API, with a standard queue.
    case sqs
    /// SQS's API, with a FIFO queue.
    case sqsFIFO = "sqs-fifo"

    /// Whether it speaks SQS's API.
    public var isSQS: Bool { self == .sqs || self == .sqsFIFO }
}
