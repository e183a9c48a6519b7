import Foundation
public import Syncer

/// The strategies that come with the tool.
public enum BuiltInStrategies {
    /// What a strategy is there for.
    public enum Group: String, Sendable, CaseIterable {
        /// Those of the guide, and their kin: to choose from.
        case guide
        /// Those that look suspicious and hold: no checker may cry wolf over them.
        case good
        /// Those that fail, each for a known reason: every checker must find it.
        case bad

        /// The group in a few words, as a heading.
        public var title: String {
            switch self {
            case .guide: "Strategies"
            case .good: "Zoo: look suspicious, and hold"
            case .bad: "Zoo: fail, each for a reason"
            }
        }

        fileprivate var path: String {
            switch self {
            case .guide: "Strategies"
            case .good: "Zoo/good"
            case .bad: "Zoo/bad"
            }
        }
    }

    private static var resources: String { Bundle.module.resourceURL?.path ?? "" }

    private static func folder(of group: Group) -> String { "\(resources)/\(group.path)" }

    /// The names in a group, in order.
    public static func names(in group: Group) -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder(of: group))) ?? []
        return entries.filter { !$0.hasPrefix(".") }.sorted()
    }

    /// All names, group by group. No two are the same.
    public static func names() -> [String] { Group.allCases.flatMap(names(in:)) }

    /// The group that a name belongs to; nil if there is no such built-in strategy.
    public static func group(of name: String) -> Group? {
        Group.allCases.first { names(in: $0).contains(name) }
    }

    /// The folder of a built-in strategy; nil if there is none of that name.
    public static func folder(of name: String) -> String? {
        group(of: name).map { "\(folder(of: $0))/\(name)" }
    }

    /// Loads a built-in strategy by name, or else a folder by path.
    ///
    /// - Throws: `StrategyError`.
    public static func load(_ reference: String) throws(StrategyError) -> StrategyUnderTest {
        let folder = reference.contains("/") ? nil : folder(of: reference)
        return try StrategyUnderTest.load(folder: folder ?? reference)
    }

    /// What ``load(_:)`` takes to find a strategy again: its name if it is built in, else its path.
    static func reference(to strategy: Strategy) -> String {
        if strategy.destination != nil { return FailureFile.codePrefix + strategy.name }
        let isBuiltIn = Group.allCases.contains { strategy.folder.hasPrefix(folder(of: $0) + "/") }
        return isBuiltIn ? strategy.name : strategy.folder
    }
}
