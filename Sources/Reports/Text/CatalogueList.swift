import FakeSequin
import Scenarios
public import Syncer

/// What `list` prints.
public struct CatalogueList: Sendable {
    private let strategies: [Strategy]

    /// Creates a list with these built-in strategies.
    public init(strategies: [Strategy]) { self.strategies = strategies }

    /// The list.
    public func text(_ style: TextStyle) -> String {
        let scenarios = Catalogue.scenarios.map { scenario in
            (scenario.name, "\(scenario.summary) (\(Phrases.bounds(scenario.bounds)))")
        }
        let groups = BuiltInStrategies.Group.allCases.compactMap { group in
            let members = strategies.filter { BuiltInStrategies.group(of: $0.name) == group }
            let entries = members.map { ($0.name, $0.description ?? "") }
            return entries.isEmpty ? nil : section(group.title, entries, style)
        }
        let rest = [
            section("Scenarios", scenarios, style),
            section("Consumers", ConsumerKind.allCases.map { ($0.rawValue, "\($0.summary) (\($0.source))") }, style),
            section("Properties", Property.all.map { ($0.rawValue, $0.summary) }, style),
        ]
        return (groups + rest).joined(separator: "\n")
    }

    private func section(_ title: String, _ entries: [(String, String)], _ style: TextStyle) -> String {
        let width = entries.map(\.0.count).max() ?? 0
        let lines = entries.map { name, text in
            style.wrap(text, label: "  \(style.words(name).padded(to: width))  ")
        }
        return "\(title)\n\(lines.joined(separator: "\n"))\n"
    }
}
