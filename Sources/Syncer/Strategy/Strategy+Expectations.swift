import OrderedCollections

extension Strategy {
    /// Checks that `expect` and `accept` name what exists. What does is not this module's to know.
    ///
    /// - Throws: ``StrategyError`` for a name that is none of these.
    public func checkExpectations(
        scenarios: [String], properties: [String], consumers: [String]
    ) throws(StrategyError) {
        for (scenario, expectations) in expect {
            try check(scenario, among: scenarios, "scenario", line: expectations.first?.line)
            for expectation in expectations {
                if let property = expectation.property {
                    try check(property, among: properties, "property", line: expectation.line)
                }
                if let consumer = expectation.consumer {
                    try check(consumer, among: consumers, "consumer", line: expectation.line)
                }
            }
        }
        for (scenario, acceptance) in accept {
            try check(scenario, among: scenarios, "scenario", line: acceptance.line)
        }
    }

    private func check(
        _ name: String, among names: [String], _ kind: String, line: Int?
    ) throws(StrategyError) {
        if names.contains(name) { return }
        throw StrategyError(
            file: "\(folder)/strategy.yml", line: line, message: "there is no \(kind) '\(name)'",
            remedy: Suggestion.remedy(for: name, among: names))
    }
}
