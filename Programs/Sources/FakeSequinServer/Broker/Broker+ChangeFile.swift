import FakeSequin
import Foundation
import OrderedCollections
import Sequin
import SequinWire

extension Broker {
    /// Publishes a file of changes: one JSON object a line, each a change or a record. Empty lines do not count.
    ///
    /// - Returns: How many versions were published.
    /// - Throws: ``ChangeFileError`` for a file that cannot be read, and for the first line that is wrong; what stands
    ///   before an impossible change has been published then.
    public func load(file path: String) async throws -> Int {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ChangeFileError(description: "\(path) cannot be read: name a file of JSON lines")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ChangeFileError(description: "\(path) is not UTF-8")
        }
        var publications: [(line: Int, Publication)] = []
        // By bytes: to Swift a carriage return and its line feed are one character, which is no line feed.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.map({ String(Substring($0)) }).enumerated() {
            guard !line.allSatisfy(\.isWhitespace) else { continue }
            do {
                publications.append((index + 1, try Publication(JSONValue(parsing: line), at: "line")))
            } catch {
                throw ChangeFileError(description: "\(path):\(index + 1): \(error)")
            }
        }
        let (count, failure) = await publish(publications.map(\.1))
        if let failure { throw ChangeFileError(description: "\(path):\(publications[count].line): \(failure)") }
        return count
    }
}
