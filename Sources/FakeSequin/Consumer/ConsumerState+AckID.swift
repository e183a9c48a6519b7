import Sequin

extension ConsumerState {
    func ackID(_ number: Int) -> AckID { AckID("\(configuration.kind.ackPrefix)\(number)") }

    func entry(of id: AckID) -> Int? { number(in: id).flatMap { entryOfAckNumber[$0] } }

    func reasonForUnknown(_ id: AckID) -> IgnoredReason {
        let lastAckNumber = log?.lastAckNumber ?? lastAckNumber
        guard let number = number(in: id) else { return .unknown }
        return (1...max(1, lastAckNumber)).contains(number) && lastAckNumber > 0 ? .stale : .unknown
    }

    /// The number in an id of this consumer, if it is spelt as the consumer spells it: no sign, no leading zero.
    func number(in id: AckID) -> Int? {
        var digits = id.rawValue.utf8[...]
        guard let first = digits.popFirst(), first == configuration.kind.ackPrefix.asciiValue,
            let leading = digits.first, (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(leading)
        else { return nil }
        return Int(Substring(digits))
    }
}
