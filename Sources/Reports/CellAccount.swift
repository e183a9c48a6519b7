import Scenarios

/// A cell in words, before any format.
struct CellAccount {
    /// What a cell comes to: whether it is a reason to worry.
    enum Outcome {
        case passed
        case failed
        case inconclusive
        case skipped
    }

    let judgement: Judgement
    /// The strategy's name; a number behind it tells apart what has the same name.
    let strategy: String

    init(_ judgement: Judgement, strategy: String) {
        self.judgement = judgement
        self.strategy = strategy
    }

    static func key(_ strategy: String, _ result: CellResult) -> String {
        "\(strategy)\u{0}\(result.scenario)\u{0}\(result.consumer)"
    }

    var result: CellResult { judgement.result }

    /// Strategy, scenario and consumer.
    var name: String { "\(strategy) · \(result.scenario) · \(result.consumer)" }

    var outcome: Outcome {
        if judgement.complaint != nil { return .failed }
        return switch result.verdict {
        case .inconclusive: .inconclusive
        case .skipped: .skipped
        case .exhausted, .sampled, .violated: .passed
        }
    }

    /// What came of it, in half a sentence.
    var headline: String {
        switch judgement.complaint {
        case .differs(let how): return how
        case .stale: return "an accepted violation did not happen"
        case .violated, nil: break
        }
        return switch result.verdict {
        case .exhausted, .sampled: Phrases.explored(result)
        case .violated: "violates \(result.property?.rawValue ?? "a property")"
        case .inconclusive: "inconclusive"
        case .skipped: "skipped"
        }
    }

    /// Why, in a sentence; nil where there is nothing to explain.
    var because: String? {
        if case .stale(let text)? = judgement.complaint { return text }
        return result.because
    }

    /// The lines that run the failure again: from its file and, as a log may be all that is left, from a token.
    var replays: [String] {
        let file = result.counterexample?.file.map { "converge replay \(Phrases.shell($0))" }
        return [file, judgement.failure?.replayByToken].compactMap { $0 }
    }

    /// One character that says it without colour.
    var mark: String {
        switch result.verdict {
        case .exhausted, .sampled: "✓"
        case .violated: "✗"
        case .inconclusive: "?"
        case .skipped: "–"
        }
    }

    /// Mark, property and whether it is a surprise, as in `✗ monotonic !`.
    var word: String {
        let property = result.verdict == .violated ? result.property.map { " \($0.word)" } ?? "" : ""
        return mark + property + (judgement.complaint == nil ? "" : " !")
    }
}
