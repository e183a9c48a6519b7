extension Action {
    /// Those that belong to no fault.
    static let ordinary: [ActionAccount] = [
        ActionAccount(.create, .upstream) { _ in Deed("create") },
        ActionAccount(.update, .upstream) { _ in Deed("update") },
        ActionAccount(.delete, .upstream) { _ in Deed("delete") },
        ActionAccount(.recreate, .upstream) { _ in Deed("re-create") },
        // What is received, the consumer's answer tells, with versions.
        ActionAccount(.receive, .delivery) { _ in Deed("receive") },
        ActionAccount(.ack, .request, .handsBack) { Deed($0.about("ack")) },
        ActionAccount(.nack, .request, .handsBack) { Deed($0.about("nack")) },
        // Which version it sees, the answer tells.
        ActionAccount(.fetch, .worker(.acts)) { Deed($0.about("fetch")) },
        ActionAccount(.statement, .statement) { subject in
            let pause = subject.pausesAtRow.map { ", pausing at row \($0)" } ?? ""
            return Deed("\(subject.call) \(subject.names)\(pause)", brief: subject.whatInBrief)
        },
        ActionAccount(.goOn, .statement, .goesOn) { subject in
            let pause = subject.pausesAtRow.map { " to row \($0)" } ?? ""
            return Deed("\(subject.call) \(subject.names) goes on\(pause)", brief: "goes on")
        },
        ActionAccount(.reconnect, .worker(.acts)) { Deed($0.about("reconnect")) },
        // What expires then, and whose timers fire, is said by what comes of it.
        ActionAccount(.clock, .clock) { _ in Deed("") },
    ]
}
