internal import Glibc

/// A statement's parameters as libpq takes them: C strings in one block of memory that is used again and again.
struct ParameterBuffer {
    private var bytes: [UInt8] = []
    /// Where each parameter starts in `bytes`; -1 for NULL.
    private var starts: [Int] = []
    private var pointers: [UnsafePointer<CChar>?] = []

    /// Calls `body` with the parameters' count and C strings.
    ///
    /// - Throws: SQLSTATE 22021 for a NUL character, which a C string cannot hold and Postgres does not store.
    mutating func with<R>(
        _ parameters: [String?], _ body: (Int32, UnsafePointer<UnsafePointer<CChar>?>?) -> R
    ) throws(PostgresError) -> R {
        guard !parameters.isEmpty else { return body(0, nil) }
        guard parameters.count <= Int(UInt16.max) else {
            throw PostgresError(
                sqlState: "54023", message: "a statement takes at most 65535 parameters, not \(parameters.count)")
        }
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
        for parameter in parameters {
            guard let parameter else {
                starts.append(-1)
                continue
            }
            starts.append(bytes.count)
            bytes.append(contentsOf: parameter.utf8)
            bytes.append(0)
        }
        // Each value ends in one NUL of ours; any other is the caller's.
        if bytes.withUnsafeBufferPointer({ Self.count(of: 0, in: $0) }) != starts.count(where: { $0 >= 0 }) {
            throw .nulCharacter(in: "a parameter")
        }
        pointers.removeAll(keepingCapacity: true)
        return bytes.withUnsafeBytes { bytes in
            let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            for start in starts { pointers.append(start < 0 ? nil : base.map { $0 + start }) }
            return pointers.withUnsafeBufferPointer { body(Int32($0.count), $0.baseAddress) }
        }
    }

    private static func count(of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        for candidate in bytes where candidate == byte { count += 1 }
        return count
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
        if sql.utf8.contains(0) { throw .nulCharacter(in: "the statement") }
    }
}
