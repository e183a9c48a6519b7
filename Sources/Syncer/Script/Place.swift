/// A place in a script: lines and columns count from 1, columns in characters.
public struct Place: Hashable, Sendable, CustomStringConvertible {
    /// The file, as it was named when the script was parsed.
    public var file: String
    /// The line.
    public var line: Int
    /// The column.
    public var column: Int

    /// Creates a place.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`.
    public var description: String { "\(file):\(line):\(column)" }
}

/// Turns byte offsets of one text into places.
struct LineTable: Sendable {
    private let file: String
    private let bytes: [UInt8]
    private let starts: [Int]

    init(bytes: [UInt8], file: String) {
        self.file = file
        self.bytes = bytes
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == .newline { starts.append(offset + 1) }
        self.starts = starts
    }

    func place(at offset: Int) -> Place {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        // Characters as Postgres counts them: code points, hence every byte that does not continue one.
        let column = bytes[starts[low]..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 }
        return Place(file: file, line: low + 1, column: column + 1)
    }
}
