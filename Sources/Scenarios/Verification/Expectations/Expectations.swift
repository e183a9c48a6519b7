public import FakeSequin
public import OrderedCollections
public import Syncer

/// What a strategy's `strategy.yml` expects and accepts, by the names of scenarios. All that it names exists.
public struct Expectations: Sendable {
    /// What is expected: one for each consumer, and one that names none.
    public private(set) var expect: OrderedDictionary<String, [Expectation]> = [:]
    /// Why violations that are known are accepted, in the author's words.
    public private(set) var accept: OrderedDictionary<String, String> = [:]

    /// Reads what a strategy's settings say under `expect` and `accept`.
    ///
    /// - Throws: `StrategyError` for what is no expectation, and for a scenario, property or consumer that there is
    ///   not.
    public init(of strategy: Strategy) throws(StrategyError) {
        let file = "\(strategy.folder)/strategy.yml"
        guard let text = strategy.settings, let root = try SettingsNode.root(yaml: text, file: file) else { return }
        for (key, node) in try root.members("") {
            switch key {
            case "expect":
                for (name, value) in try node.members("write 'scenario: holds' or 'scenario: violated'") {
                    expect[try value.scenario(name)] = try Self.expectations(value)
                }
            case "accept":
                for (name, value) in try node.members("write 'scenario: reason'") {
                    accept[try value.scenario(name)] = try value.text("say why the violation is acceptable")
                }
            // The others are the syncer's own, which has read them.
            default: break
            }
        }
    }

    private static func expectations(_ node: SettingsNode) throws(StrategyError) -> [Expectation] {
        guard node.isSequence else { return [try Expectation(node)] }
        var list: [Expectation] = []
        for element in try node.elements("") {
            let expectation = try Expectation(element)
            guard !list.contains(where: { $0.consumer == expectation.consumer }) else {
                let consumer = expectation.consumer.map { "the consumer '\($0.rawValue)'" } ?? "all consumers"
                throw node.error("'\(node.path)' says two things of \(consumer)", remedy: "keep one")
            }
            list.append(expectation)
        }
        guard !list.isEmpty else { throw node.error("'\(node.path)' is empty", remedy: "write holds or violated") }
        return list
    }

    /// What is expected of a scenario with a consumer. What names no consumer is meant for the usual one.
    func expectation(in scenario: String, with consumer: String) -> Expectation? {
        let all = expect[scenario] ?? []
        if let named = all.first(where: { $0.consumer?.rawValue == consumer }) { return named }
        return Catalogue.isUsual(consumer, for: scenario) ? all.first { $0.consumer == nil } : nil
    }

    /// What is expected of a cell.
    package func expectation(for result: CellResult) -> Expectation? {
        expectation(in: result.scenario, with: result.consumer)
    }

    /// Writes into a cell's result what is expected of it, and why its violation is accepted.
    public func annotate(_ result: inout CellResult) {
        let expectation = expectation(for: result)
        result.expected = expectation?.verdict.rawValue
        // What all shares come to is judged when they are put together.
        result.expectedProperty = result.share == nil ? nil : expectation?.property
        result.accepted = result.verdict == .violated || result.share != nil ? accept[result.scenario] : nil
    }
}

extension Scenario {
    /// The scenario as `matrix` runs it: with the consumer that is asked for, and with each that is named for it.
    ///
    /// - Parameters:
    ///   - expectations: Where consumers are named.
    ///   - consumer: The consumer that is asked for.
    public func variants(for expectations: Expectations, besides consumer: ConsumerKind) -> [Scenario] {
        let usual = setup.consumer ?? consumer
        let named = (expectations.expect[name] ?? []).compactMap(\.consumer)
        return [self]
            + named.filter { $0 != usual && setup.consumer == nil }.map { kind in
                var variant = self
                variant.setup.consumer = kind
                return variant
            }
    }
}

extension SettingsNode {
    /// The name of a scenario, which is this value's key.
    fileprivate func scenario(_ name: String) throws(StrategyError) -> String {
        guard Catalogue.scenario(named: name) != nil else {
            throw keyError(
                "there is no scenario '\(name)'",
                remedy: Suggestion.remedy(for: name, among: Catalogue.scenarios.map(\.name)))
        }
        return name
    }
}
