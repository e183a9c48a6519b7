import Foundation
import Reports
import Scenarios

/// The reports of `replay`, each whole or not at all.
struct ReplayFiles {
    /// Where the JSON report goes; nil for nowhere.
    let json: String?
    /// Where the sequence diagram goes; nil for nowhere.
    let mermaid: String?
    let console: Console

    /// - Returns: Whether all that were asked for were written, where there was something to write.
    func write(_ document: ReplayDocument, _ report: ReplayReport) -> Bool {
        var isWritten = true
        if let json { isWritten = write(to: json) { try document.encoded() } }
        guard let mermaid else { return isWritten }
        guard let lines = report.sequenceDiagram else {
            console.say("there is no failure to draw, so \(mermaid == "-" ? "no diagram" : mermaid) was not written.")
            return isWritten
        }
        return write(to: mermaid) { Data((lines.joined(separator: "\n") + "\n").utf8) } && isWritten
    }

    private func write(to path: String, _ content: () throws -> Data) -> Bool {
        console.write(to: path, standing: "the result above stands", content)
    }
}
