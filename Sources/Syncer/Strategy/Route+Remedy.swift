import OrderedCollections
import Sequin

extension Route {
    /// What to write instead of a variable that does not exist.
    func remedy(forUnknown name: String, among known: [String]) -> String {
        if let field = columns[name] { return "write :'\(field)', the field that the column '\(name)' holds" }
        let suffix = "_array"
        if name.hasSuffix(suffix), let field = columns[String(name.dropLast(suffix.count))] {
            return "write :'\(field)\(suffix)': variables have the names of fields, not of columns"
        }
        if let meant = Suggestion.nearest(to: name, among: known) { return "did you mean '\(meant)'?" }
        return "declare it under fields: in strategy.yml if records of '\(collection.slug)' have it"
    }
}
