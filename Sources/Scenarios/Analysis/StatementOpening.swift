/// The first word of a statement, which answers most of what is asked of it at each choice of a run; the rest is left
/// to `StatementReach`, whose answers are the same.
struct StatementOpening {
    private let statement: String
    /// The first word; nil if the statement does not begin with one.
    private let head: String?
    /// Whether there is nothing else.
    private let isWhole: Bool

    init(_ statement: String) {
        self.statement = statement
        let bytes = statement.utf8
        guard let start = bytes.firstIndex(where: { $0 != UInt8(ascii: " ") && !(0x09...0x0D).contains($0) }),
            bytes[start].isLetter
        else {
            head = nil
            isWhole = false
            return
        }
        let end = bytes[start...].firstIndex { !$0.isLetter } ?? bytes.endIndex
        // A quote makes a string of the word, and all but letters need a closer look.
        let endsPlainly = end == bytes.endIndex || bytes[end] == UInt8(ascii: " ") || (0x09...0x0D).contains(bytes[end])
        head = endsPlainly ? statement[start..<end].lowercased() : nil
        isWhole = end == bytes.endIndex
    }

    private var reach: StatementReach { StatementReach(statement) }

    /// Whether it may write rows, and so pass through pause points.
    var mayWriteRows: Bool {
        guard let head else { return reach.mayWriteRows }
        if StatementReach.reading.contains(head) {
            return statement.mentions(UInt8(ascii: "(")) || (!statement.isPlainSQL && reach.mayWriteRows)
        }
        guard StatementReach.quiet.contains(head) else { return true }
        return !isWhole && reach.mayWriteRows
    }

    /// Whether it may end a transaction for good. One statement does so by its first word alone, even where the rest of
    /// it cannot be read.
    var isCommit: Bool {
        switch head {
        case "commit", "end": true
        case _? where !statement.mentions(UInt8(ascii: ";")): false
        default: reach.isCommit
        }
    }

    /// Whether it opens a transaction in which each statement has a snapshot of its own.
    var startsPlainTransaction: Bool {
        switch head {
        case "begin", "start": isWhole || reach.startsPlainTransaction
        case _?: false
        case nil: reach.startsPlainTransaction
        }
    }
}
