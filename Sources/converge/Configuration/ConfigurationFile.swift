import Foundation
import Syncer

/// `converge.yml` in the working directory: options by name, and named sets of them.
///
/// ```yaml
/// failures: failures
/// settings:
///   nightly: {explorer: pct, budget: 30m}
/// ```
struct ConfigurationFile {
    /// Where it is.
    static let path = "converge.yml"

    /// What the file says of an option.
    struct Value {
        /// The option, without dashes.
        var name: String
        /// Its values; for a flag, `true` or `false`.
        var texts: [String]
        /// `converge.yml:3`.
        var place: String
    }

    private let base: [Value]
    private let sets: [(name: String, values: [Value])]

    /// Reads the file; nil if there is none.
    ///
    /// - Throws: ``Stop`` for a file that is broken, or names what does not exist.
    static func load(_ catalogue: OptionCatalogue) throws -> ConfigurationFile? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else { throw Stop(.usage, "\(path) cannot be read as UTF-8 text: mend it, or move it away.") }
        do {
            guard let root = try SettingsNode.root(yaml: text, file: path) else {
                return ConfigurationFile(base: [], sets: [])
            }
            return try ConfigurationFile(root, catalogue)
        } catch let error as StrategyError {
            throw Stop(.usage, "\(error)")
        }
    }

    private init(base: [Value], sets: [(String, [Value])]) {
        self.base = base
        self.sets = sets
    }

    private init(_ root: SettingsNode, _ catalogue: OptionCatalogue) throws {
        var base: [Value] = []
        var sets: [(String, [Value])] = []
        for (key, value) in try root.members("write lines such as 'budget: 5m'") {
            if key == "settings" {
                for (name, set) in try value.members("write 'NAME: {option: value}'") {
                    let members = try set.members("write '{option: value}'")
                    sets.append((name, try members.map { try Self.value($0.key, $0.value, catalogue, isInSet: true) }))
                }
            } else {
                base.append(try Self.value(key, value, catalogue, isInSet: false))
            }
        }
        self.init(base: base, sets: sets)
    }

    private static func value(
        _ key: String, _ node: SettingsNode, _ catalogue: OptionCatalogue, isInSet: Bool
    ) throws -> Value {
        guard catalogue.names.contains(key) else {
            throw node.unknownKey(key, among: catalogue.names + (isInSet ? [] : ["settings"]))
        }
        let remedy = "write what would follow --\(key)"
        let texts = node.isSequence ? try node.elements(remedy).map { try $0.text(remedy) } : [try node.text(remedy)]
        return Value(name: key, texts: texts, place: node.place)
    }

    /// What counts: the options at the top, and in their place those of a set.
    ///
    /// - Throws: ``Stop`` for a set that does not exist.
    func values(of set: String?) throws -> [Value] {
        guard let set else { return base }
        guard let chosen = sets.first(where: { $0.name == set })?.values else {
            let names = sets.map(\.name)
            let remedy = names.isEmpty ? "add them under 'settings:'." : Names.remedy(set, names)
            throw Stop(.usage, "\(Self.path) has no settings '\(set)': \(remedy)")
        }
        return base.filter { value in !chosen.contains { $0.name == value.name } } + chosen
    }
}
