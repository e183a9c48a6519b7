import Foundation
import Reports
import Scenarios

/// Where people read: results on standard output, all else on standard error, with one status line on a terminal.
///
/// The main thread uses it.
final class Console: @unchecked Sendable {
    /// How results look.
    let style: TextStyle
    let isQuiet: Bool
    /// Whether standard error is a terminal that can erase a line.
    let hasStatusLine: Bool
    /// Whether results go to standard error, because a report has standard output for itself.
    var yieldsOutput = false
    /// Called once when standard output has no reader any more.
    var onClosedOutput: () -> Void = {}
    private let errorStyle: TextStyle
    private var isOutputClosed = false
    private var isStatusShown = false

    init(_ options: OutputOptions) {
        let terminal = TerminalFacts()
        style = terminal.style(of: STDOUT_FILENO, color: options.color)
        errorStyle = terminal.style(of: STDERR_FILENO, color: options.color)
        isQuiet = options.quiet
        hasStatusLine = isatty(STDERR_FILENO) == 1 && !terminal.isDumb && !options.quiet
    }

    /// Shows a result.
    func result(_ text: String) {
        eraseStatus()
        if yieldsOutput { return StandardStreams.error(text) }
        guard !isOutputClosed else { return }
        if !StandardStreams.output(text) {
            isOutputClosed = true
            onClosedOutput()
        }
    }

    /// Writes a report to standard output as it is.
    func report(_ bytes: [UInt8]) {
        eraseStatus()
        StandardStreams.output(bytes)
    }

    /// Says something beside the results.
    func say(_ text: String) {
        eraseStatus()
        StandardStreams.error("converge: \(errorStyle.words(text))\n")
    }

    /// Warns of something that the results do not depend on.
    func warn(_ text: String) {
        if !isQuiet { say("warning: \(text)") }
    }

    /// Says something to a program that reads our log: a line as it is.
    func command(_ line: String) {
        eraseStatus()
        StandardStreams.error("\(line)\n")
    }

    /// As ``say(_:)``, with further lines as they are.
    func say(_ text: String, lines: String) {
        say(text)
        for line in lines.split(whereSeparator: \.isNewline) {
            StandardStreams.error("  \(errorStyle.words(String(line)))\n")
        }
    }

    /// Shows what is going on, on a terminal.
    func status(_ text: String) {
        guard hasStatusLine else { return }
        isStatusShown = true
        let line = String(errorStyle.words(text).prefix(errorStyle.width - 1))
        StandardStreams.error("\r\u{1B}[K\(line)")
    }

    /// Takes the status line away.
    func eraseStatus() {
        guard isStatusShown else { return }
        isStatusShown = false
        StandardStreams.error("\r\u{1B}[K")
    }
}
