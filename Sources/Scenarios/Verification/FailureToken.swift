import FakeSequin
import Foundation

/// A failure as one word: what a log holds of it, when the failure file is gone.
///
/// It says all that ``FailureFile`` says, the sentence about the violation aside. The bytes are numbers of variable
/// length and strings, each of which is written once and referred to by its number from then on; a checksum stands
/// at their end, and the whole is base64 in its URL-safe alphabet.
public enum FailureToken {
    /// The start of every token of this format.
    static let prefix = "c3."
    /// A longer one would be no help in a log.
    static let longest = 1_000

    /// The token of a failure; nil if it would be too long to be pasted.
    public static func make(_ file: FailureFile) -> String? {
        guard let fingerprint = UInt64(file.fingerprint, radix: 16), let history = UInt64(file.history, radix: 16)
        else { return nil }
        var writer = TokenWriter()
        writer.add(file.converge)
        for text in [file.tool, file.strategy, file.scenario, file.consumer] { writer.add(text) }
        writer.add(fingerprint)
        writer.add(history)
        writer.add(varying: file.seed)
        let bounds = file.bounds
        for number in [bounds.workers, bounds.records, bounds.changes, bounds.clock, bounds.faults] {
            writer.add(number)
        }
        writer.add(file.changes.count)
        for change in file.changes {
            writer.add(change.kind.rawValue)
            writer.add(change.record)
        }
        writer.add(file.choices.count)
        for choice in file.choices { writer.add(choice) }
        writer.add(file.violation?.property.rawValue ?? file.doubt?.kind.rawValue ?? "")
        writer.add(file.mark.step)
        writer.add(optional: file.violation?.record)
        let token = prefix + base64(writer.sealed())
        return token.count <= longest ? token : nil
    }

    /// The failure that a token tells of.
    ///
    /// - Throws: ``FailureFile/Broken``.
    public static func read(_ token: String) throws -> FailureFile {
        let token = token.filter { !$0.isWhitespace }
        guard token.hasPrefix(prefix) else {
            throw FailureFile.Broken(
                description: "--token: this is no token of this version: copy the whole word after 'replay --token'.")
        }
        do {
            let file = try decode(token)
            guard file.converge == FailureFile.currentFormat else {
                throw FailureFile.Broken(
                    description: "--token: has format \(file.converge), and this converge reads format "
                        + "\(FailureFile.currentFormat): replay it with the version that wrote it.")
            }
            try file.validate("--token")
            return file
        } catch is TokenReader.Torn {
            throw FailureFile.Broken(description: "--token: the token is torn: copy the whole word, to its end.")
        }
    }

    private static func decode(_ token: String) throws -> FailureFile {
        var text = String(token.dropFirst(prefix.count)).replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        guard let data = Data(base64Encoded: text) else { throw TokenReader.Torn() }
        var reader = try TokenReader(sealed: Array(data))
        let converge = try reader.number()
        let (tool, strategy) = (try reader.text(), try reader.text())
        let (scenario, consumer) = (try reader.text(), try reader.text())
        let (fingerprint, history) = (try reader.hash(), try reader.hash())
        let seed = try reader.varying()
        let bounds = Bounds(
            workers: try reader.number(), records: try reader.number(), changes: try reader.number(),
            clock: try reader.number(), faults: try reader.number())
        let changes = try (0..<reader.count()).map { _ in
            Change(try reader.word(Change.Kind.self), try reader.number())
        }
        let choices = try (0..<reader.count()).map { _ in try reader.choice() }
        let (word, step, record) = (try reader.text(), try reader.number(), try reader.optional())
        let property = Property(rawValue: word)
        let violation = property.map { Violation(property: $0, step: step, record: record, because: "") }
        let doubt = Doubt.Kind(rawValue: word).map { Doubt(kind: $0, step: step, because: "") }
        guard violation != nil || doubt != nil else { throw TokenReader.Torn() }
        return FailureFile(
            converge: converge, tool: tool, strategy: strategy, fingerprint: fingerprint, scenario: scenario,
            consumer: consumer, seed: seed, bounds: bounds, changes: changes, choices: choices,
            violation: violation, doubt: doubt, history: history)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
