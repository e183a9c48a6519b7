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
    /// How many characters lie before every `stride`-th byte: a line may be as long as the file.
    private let characters: [Int]
    private static let stride = 256

    init(bytes: [UInt8], file: String) {
        self.file = file
        self.bytes = bytes
        var starts = [0]
        var characters: [Int] = []
        var count = 0
        for (offset, byte) in bytes.enumerated() {
            if offset % Self.stride == 0 { characters.append(count) }
            if byte.startsCharacter { count += 1 }
            if byte == .newline { starts.append(offset + 1) }
        }
        self.starts = starts
        self.characters = characters
    }

    func place(at offset: Int) -> Place {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        let column = countCharacters(before: min(offset, bytes.count)) - countCharacters(before: starts[low])
        return Place(file: file, line: low + 1, column: column + 1)
    }

    private func countCharacters(before offset: Int) -> Int {
        guard offset > 0, let last = characters.indices.last else { return 0 }
        let mark = min(offset / Self.stride, last)
        return characters[mark] + bytes[(mark * Self.stride)..<offset].count(where: \.startsCharacter)
    }
}

extension UInt8 {
    /// Characters as Postgres counts them: code points, hence every byte that does not continue one.
    fileprivate var startsCharacter: Bool { self & 0xC0 != 0x80 }
}
