internal import Glibc

/// A statement's parameters as libpq takes them: C strings in one block of memory that is used again and again.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    /// Where each parameter starts in `bytes`; -1 for NULL.
    private var starts: [Int] = []
    private var pointers: [UnsafePointer<CChar>?] = []
    private static let largestKept = 1 << 20

    /// Calls `body` with the parameters' count and C strings.
    ///
    /// - Throws: SQLSTATE 22021 for a NUL character, which a C string cannot hold and Postgres does not store; 54023
    ///   for more parameters than a statement can have.
    mutating func with<R>(
        _ parameters: [String?], _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> R
    ) throws(PostgresError) -> R {
        guard !parameters.isEmpty else { return body(0, nil) }
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        try PostgresError.check(parameters)
        for parameter in parameters {
            guard let parameter else {
                starts.append(-1)
                continue
            }
            starts.append(bytes.count)
            bytes.append(contentsOf: parameter.utf8)
            bytes.append(0)
        }
        // One large statement shall not cost its memory from then on.
        defer { if bytes.capacity > Self.largestKept { bytes = [] } }
        pointers.removeAll(keepingCapacity: true)
        return bytes.withUnsafeBytes { bytes in
            let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            for start in starts { pointers.append(start < 0 ? nil : base.map { $0 + start }) }
            return pointers.withUnsafeBufferPointer { body(Int32($0.count), $0.baseAddress) }
        }
    }
}

extension PostgresError {
    /// What a NUL character gets, in the words of SQLSTATE 22021.
    static func nulCharacter(in place: String) -> PostgresError {
        PostgresError(
            sqlState: "22021", message: "\(place) contains the character U+0000, which Postgres cannot store")
    }

    /// Checks a statement's text, which C would cut off at a NUL character.
    static func checkForNUL(_ sql: String) throws(PostgresError) {
        if containsNUL(sql) { throw .nulCharacter(in: "the statement") }
    }

    /// Checks a statement's parameters, before anything is sent.
    static func check(_ parameters: [String?]) throws(PostgresError) {
        guard parameters.count <= Int(UInt16.max) else {
            throw PostgresError(
                sqlState: "54023", message: "a statement takes at most 65535 parameters, not \(parameters.count)")
        }
        for case let parameter? in parameters where containsNUL(parameter) { throw .nulCharacter(in: "a parameter") }
    }

    private static func containsNUL(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false
        }
    }
}
