/// A strategy that cannot be used: what is wrong, where, and what to do about it.
public struct StrategyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file or folder, as a path.
    public var file: String
    /// The line, from 1; nil where the whole file is meant.
    public var line: Int?
    /// The column, from 1.
    public var column: Int?
    /// What is wrong, one sentence without a full stop.
    public var message: String
    /// What to do about it, where there is something to say.
    public var remedy: String?
    /// What would make it go away, where that is something that a harness can bring.
    package var need: SchemaNeed?

    /// Creates an error.
    public init(file: String, line: Int? = nil, column: Int? = nil, message: String, remedy: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.remedy = remedy
    }

    /// One sentence: the place, what is wrong, and what to do about it.
    public var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap { $0 }.joined(separator: ":")
        return remedy.map { "\(place): \(message): \($0)" } ?? "\(place): \(message)"
    }
}

extension StrategyError {
    /// The same said of a file in `folder`.
    init(_ error: ScriptError, in folder: String) {
        self.init(
            file: folder.isEmpty ? error.place.file : "\(folder)/\(error.place.file)", line: error.place.line,
            column: error.place.column, message: error.message, remedy: error.remedy)
        need = error.need
    }
}
