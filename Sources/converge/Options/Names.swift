import Scenarios
import Syncer

/// Finds things by name, and says what was meant where there is no such thing.
enum Names {
    /// The end of a sentence that says that there is no such thing.
    static func remedy(_ word: String, _ known: [String]) -> String {
        if let nearest = Suggestion.nearest(to: word, among: known) { return "did you mean '\(nearest)'?" }
        // A sentence with that many names is hard to read.
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
