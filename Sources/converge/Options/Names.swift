import Scenarios
import Syncer

/// Finds things by name, and says what was meant where there is no such thing.
enum Names {
    /// The end of a sentence that says that there is no such thing.
    static func remedy(_ word: String, _ known: [String]) -> String {
        if let nearest = Suggestion.nearest(to: word, among: known) { return "did you mean '\(nearest)'?" }
        // Nobody looks for a name among that many in one sentence.
        return known.count > 30 ? "'converge list' names all." : "use one of \(known.joined(separator: ", "))."
    }

    /// The names in the values of an option that can be repeated and takes lists: `a,b`.
    static func split(_ values: [String], option: String, what: String) throws -> [String] {
        let names = values.flatMap { $0.split(separator: ",").map(String.init) }
        if !values.isEmpty, names.isEmpty { throw Stop(.usage, "\(option) names no \(what): give a name.") }
        return names
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
    static func load(_ reference: String) throws -> StrategyUnderTest {
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
