public import Scenarios

extension FailureReport {
    /// The failure in words: the timeline, why, what to try next, and the line that replays it.
    ///
    /// - Parameters:
    ///   - name: The strategy's name.
    ///   - path: Where the failure file is; nil if it could not be written.
    ///   - style: How text may look.
    public func text(name: String, path: String?, style: TextStyle) -> String {
        var commands: [String] = []
        if let path { commands.append("converge replay \(Phrases.shell(path))") }
        if let replayByToken { commands.append(replayByToken) }
        return text(name: name, replay: commands, style: style)
    }

    /// As ``text(name:path:style:)``, with the commands that replay it.
    public func text(name: String, replay commands: [String], style: TextStyle) -> String {
        var lines = [
            style.ink(.strong, style.words("\(name) · \(file.scenario) · \(file.consumer)"))
                + (file.violation.map { " violates " + style.ink(.bad, $0.property.rawValue) }
                    ?? " is " + style.ink(.doubtful, "inconclusive") + ": \(file.mark.title)"),
            "",
        ]
        lines += timeline(style: style)
        lines += ["", style.wrap(file.mark.because, label: "because  ")]
        lines.append(style.wrap(size, label: "size     "))
        if let order { lines.append(style.wrap(order, label: "order    ")) }
        if let values { lines.append(style.wrap(values, label: "values   ")) }
        if let whatToTry { lines.append(style.wrap(whatToTry, label: "try      ")) }
        // Never broken: it is there to be pasted.
        for (index, command) in commands.enumerated() {
            lines.append(style.ink(.strong, index == 0 ? "replay   " : "or       ") + command)
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The command that replays it from a log alone, when the file is gone; nil where it would be too long.
    var replayByToken: String? { FailureToken.make(file).map { "converge replay --token \($0)" } }

    /// The timeline, a line each.
    public func timeline(style: TextStyle) -> [String] {
        TimelineTable(
            steps, mark: file.mark, workers: file.bounds.workers, loose: generality?.loose ?? [], style: style
        ).lines()
    }

    /// How small it is, in words.
    var size: String {
        if file.choices.isEmpty { return "no choice at all: it fails whatever the schedule" }
        let choices = file.choices.count.counted("choice")
        if file.doubt != nil { return "\(choices), as it was run: what came to no verdict is not made smaller" }
        guard isMinimal else { return choices }
        return "\(choices), none of which can be left out (\(candidates.counted("candidate")) re-run)"
    }

    /// Which choices need not come where they stand, in words; nil where that was not tried.
    var order: String? {
        guard let generality, file.choices.count > 1 else { return nil }
        guard !generality.loose.isEmpty else { return "each choice must come where it stands" }
        let (loose, others) = (generality.loose, "the others must come where they stand")
        return loose.count == 1
            ? "\(loose[0]) may as well come after \(loose[0] + 1); \(others)"
            : "each of \(Phrases.numbers(loose)) may as well come after the next; \(others)"
    }

    /// Whether it takes these records and no others, in words; nil where that was not tried.
    var values: String? {
        generality?.anyValues.map {
            $0
                ? "it failed as well with each of \(Generality.otherSeeds) other contents and gaps between versions"
                : "they matter: with other contents and gaps between versions it need not fail"
        }
    }
}
