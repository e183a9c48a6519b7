import Scenarios

/// What a test case says.
enum JUnitText {
    /// The line that lists show.
    static func message(_ account: CellAccount) -> String {
        guard let because = account.because else { return account.headline }
        return account.outcome == .failed ? "\(account.headline): \(because)" : because
    }

    /// Why and how to see it again come first: the rest may be cut off.
    static func body(_ account: CellAccount) -> String {
        var lines: [String] = []
        if let because = account.because { lines.append("because  \(because)") }
        for (index, command) in account.replays.enumerated() {
            lines.append((index == 0 ? "replay   " : "or       ") + command)
        }
        lines.append("result   \(account.headline)")
        lines.append("bounds   \(Phrases.bounds(account.result.bounds))")
        guard account.outcome == .failed || account.outcome == .inconclusive, let failure = account.judgement.failure
        else {
            return lines.joined(separator: "\n")
        }
        if let advice = failure.whatToTry { lines.append("try      \(advice)") }
        lines.append("")
        lines += failure.timeline(style: TextStyle(width: 120))
        return "\n" + lines.joined(separator: "\n") + "\n"
    }
}
