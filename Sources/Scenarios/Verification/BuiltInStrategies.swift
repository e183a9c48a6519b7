import Foundation
public import Syncer

/// The strategies that come with the tool.
public enum BuiltInStrategies {
    private static var folder: String { Bundle.module.resourceURL?.appendingPathComponent("Strategies").path ?? "" }

    /// Their names, in order.
    public static func names() -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return entries.filter { !$0.hasPrefix(".") }.sorted()
    }

    /// The folder of a built-in strategy; nil if there is none of that name.
    public static func folder(of name: String) -> String? {
        names().contains(name) ? folder + "/" + name : nil
    }

    /// Loads a built-in strategy by name, or else a folder by path.
    ///
    /// - Throws: `StrategyError`.
    public static func load(_ reference: String) throws(StrategyError) -> Strategy {
        if !reference.contains("/"), let folder = folder(of: reference) { return try Strategy.load(folder: folder) }
        return try Strategy.load(folder: reference)
    }

    /// What ``load(_:)`` takes to find a strategy again: its name if it is built in, else its path.
    static func reference(to strategy: Strategy) -> String {
        strategy.folder.hasPrefix(folder + "/") ? strategy.name : strategy.folder
    }
}
