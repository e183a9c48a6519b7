public import FakeSequin
import Syncer

/// What a strategy is expected to do in a scenario.
public struct Expectation: Hashable, Sendable {
    /// What a check shall conclude.
    public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
        /// All properties hold.
        case holds
        /// A property is violated.
        case violated
    }

    /// The verdict.
    public var verdict: Verdict
    /// The property that is violated; nil says nothing about which.
    public var property: Property?
    /// The consumer that this is about; nil is the usual one.
    public var consumer: ConsumerKind?

    /// Creates an expectation.
    public init(_ verdict: Verdict, property: Property? = nil, consumer: ConsumerKind? = nil) {
        self.verdict = verdict
        self.property = property
        self.consumer = consumer
    }

    /// Reads a verdict, or a mapping that holds one.
    ///
    /// - Throws: `StrategyError`.
    init(_ node: SettingsNode) throws(StrategyError) {
        guard node.isMapping else {
            self.init(try node.choice(of: Verdict.self))
            return
        }
        var verdict: Verdict?
        var property: (value: Property, node: SettingsNode)?
        var consumer: ConsumerKind?
        for (key, value) in try node.members("") {
            switch key {
            case "verdict": verdict = try value.choice(of: Verdict.self)
            case "property":
                property = (try value.named("property", "name a property such as monotonic-versions"), value)
            case "consumer": consumer = try value.named("consumer", "name a consumer such as fenced")
            default: throw value.unknownKey(key, among: ["verdict", "property", "consumer"])
            }
        }
        guard let verdict else {
            throw node.error("'\(node.path)' has no verdict", remedy: "add 'verdict: holds' or 'verdict: violated'")
        }
        if verdict == .holds, let property {
            throw property.node.keyError(
                "'\(node.path)' names a property but holds", remedy: "leave the property out, or expect 'violated'")
        }
        self.init(verdict, property: property?.value, consumer: consumer)
    }
}

extension SettingsNode {
    /// Something that exists, by its name.
    fileprivate func named<Thing: RawRepresentable & CaseIterable>(
        _ kind: String, _ remedy: String
    ) throws(StrategyError) -> Thing where Thing.RawValue == String {
        let name = try text(remedy)
        guard let thing = Thing(rawValue: name) else {
            throw error(
                "there is no \(kind) '\(name)'",
                remedy: Suggestion.remedy(for: name, among: Thing.allCases.map(\.rawValue)))
        }
        return thing
    }
}
