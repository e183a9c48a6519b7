extension Statement {
    /// The first keyword in lower case, after white space and comments; empty if there is none.
    var firstKeyword: String {
        let text = sql.utf8
        var index = text.startIndex
        var depth = 0
        while index < text.endIndex {
            let byte = text[index]
            let next = text.index(after: index)
            let following = next < text.endIndex ? text[next] : 0
            if byte == UInt8(ascii: "/"), following == UInt8(ascii: "*") {
                depth += 1
                index = text.index(after: next)
            } else if depth > 0, byte == UInt8(ascii: "*"), following == UInt8(ascii: "/") {
                depth -= 1
                index = text.index(after: next)
            } else if depth > 0 || Self.spaces.contains(byte) {
                index = next
            } else if byte == UInt8(ascii: "-"), following == UInt8(ascii: "-") {
                index = text[next...].firstIndex { $0 == 10 || $0 == 13 } ?? text.endIndex
            } else {
                let word = text[index...].prefix { byte in
                    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                }
                return String(decoding: word, as: UTF8.self).lowercased()
            }
        }
        return ""
    }

    private static let spaces: [UInt8] = [9, 10, 11, 12, 13, 32]

    /// Turns success into the error that it hides: the server answers ROLLBACK to a COMMIT, or to a PREPARE
    /// TRANSACTION, of a transaction that had failed.
    func checked(_ result: QueryResult) -> Result<QueryResult, PostgresError> {
        guard result.tag == "ROLLBACK", ["commit", "end", "prepare"].contains(firstKeyword) else {
            return .success(result)
        }
        return .failure(
            PostgresError(
                sqlState: .inFailedTransaction,
                message: "COMMIT answered ROLLBACK: the transaction had failed and nothing was stored"))
    }
}
