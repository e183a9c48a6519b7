import FakeSequin

@testable import Scenarios

extension Expectations {
    /// What `expect` says of a scenario with its usual consumer.
    func usualExpectation(for scenario: Scenario) -> Expectation? {
        expectation(in: scenario.name, with: (scenario.setup.consumer ?? .fenced).rawValue)
    }
}
