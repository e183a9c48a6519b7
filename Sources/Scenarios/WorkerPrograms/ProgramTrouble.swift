import Processes

/// What keeps a program from being judged: it cannot be started, does not come to rest, or wants what a schedule cannot
/// decide.
struct ProgramTrouble: Error, CustomStringConvertible {
    /// A sentence without a full stop.
    let description: String
    /// The last lines that the program wrote.
    let output: [String]

    init(_ description: String, output: [String] = []) {
        self.description = description
        self.output = output
    }

    /// The sentence, and the last of what the program wrote.
    var sentence: String {
        output.isEmpty ? description : "\(description); its last lines: \(output.joined(separator: " | "))"
    }
}
