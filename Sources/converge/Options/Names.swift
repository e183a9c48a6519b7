import Scenarios
import Syncer

/// Finds things by name, and says what was meant where there is no such thing.
enum Names {
    /// The end of a sentence that says that there is no such thing.
    static func remedy(_ word: String, _ known: [String]) -> String {
        Suggestion.nearest(to: word, among: known).map { "did you mean '\($0)'?" }
            ?? "use one of \(known.joined(separator: ", "))."
    }

    /// Those of the known names that were asked for, in the known order; all if none was.
    static func pick(_ wanted: [String], from known: [String], what: String) throws -> [String] {
        for name in wanted where !known.contains(name) {
            throw Stop(.usage, "there is no \(what) '\(name)': \(remedy(name, known))")
        }
        return wanted.isEmpty ? known : known.filter(wanted.contains)
    }
}

/// Loads strategies.
enum Strategies {
    static func load(_ reference: String) throws -> Strategy {
        if reference.hasPrefix(FailureFile.codePrefix) {
            throw Stop(
                .brokenInput, "\(reference) is Swift code, which only its own tests can run: set CONVERGE_REPLAY there."
            )
        }
        do {
            return try BuiltInStrategies.load(reference)
        } catch {
            // A word that is no folder may be a built-in name, misspelt.
            if !reference.contains("/"), error.file == reference, error.line == nil,
                let meant = Suggestion.nearest(to: reference, among: BuiltInStrategies.names())
            {
                throw Stop(.brokenInput, "\(reference): \(error.message): did you mean the built-in '\(meant)'?")
            }
            throw Stop(.brokenInput, "\(error)")
        }
    }
}

/// Lets options that can be repeated take several names at once: `--scenario a b` is `--scenario a --scenario b`.
enum ArgumentSpreading {
    static func apply(to arguments: [String]) -> [String] {
        let lists = ["--scenario": Catalogue.scenarios.map(\.name), "--strategy": BuiltInStrategies.names()]
        var spread: [String] = []
        var current: (option: String, known: [String])?
        var takesValue = false
        for argument in arguments {
            if takesValue {
                takesValue = false
            } else if let known = lists[argument] {
                current = (argument, known)
                takesValue = true
            } else if let list = current, list.known.contains(argument) {
                spread.append(list.option)
            } else {
                current = nil
            }
            spread.append(argument)
        }
        return spread
    }
}
