/// One decision of the scheduler, by name: it means the same in every run, and in a file.
public struct Choice: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The worker concerned, from 1; nil for upstream and clock.
    public var worker: Int?
    /// What happens.
    public var action: Action
    /// The records concerned, by letter, in the order in which a batch holds them.
    public var records: [String]?
    /// For a statement: where it was written, as `upsert.sql:3`. For a lost call: `receive`, `ack` or `nack`.
    public var call: String?
    /// For a statement: the row at which it pauses inside itself, counted from 1 as it comes to write them.
    public var pausesAtRow: Int?

    /// Creates a choice.
    public init(
        _ action: Action, worker: Int? = nil, records: [String]? = nil, call: String? = nil,
        pausesAtRow: Int? = nil
    ) {
        self.worker = worker
        self.action = action
        self.records = records
        self.call = call
        self.pausesAtRow = pausesAtRow
    }

    /// The choice on one line, such as `worker 1: upsert.sql:3 (A)`.
    public var description: String {
        let names = records.map { $0.joined(separator: ", ") }
        let isStatement = action == .statement || action == .goOn
        let verb = action == .goOn ? "goes on with" : action == .statement ? nil : action.rawValue
        let what = [verb, call].compactMap { $0 }.joined(separator: " ")
        let subject = names.map { isStatement ? " (\($0))" : " \($0)" } ?? ""
        let pause = pausesAtRow.map { ", pausing at row \($0)" } ?? ""
        return (worker.map { "worker \($0): " } ?? "") + what + subject + pause
    }
}
