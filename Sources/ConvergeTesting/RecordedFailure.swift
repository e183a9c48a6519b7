import FakeSequin
import Foundation
import Scenarios

/// The failure that `CONVERGE_REPLAY` names: a token, or the path of a failure file.
struct RecordedFailure {
    /// What it says.
    let file: FailureFile

    /// Reads it; nil where the variable is not set.
    ///
    /// - Throws: `FailureFile.Broken`.
    static func fromEnvironment(
        _ environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws -> RecordedFailure? {
        guard let text = environment["CONVERGE_REPLAY"], !text.isEmpty else { return nil }
        let isPath = text.hasSuffix(".json") || text.contains("/")
        return RecordedFailure(file: isPath ? try FailureFile.read(text) : try FailureToken.read(text))
    }

    /// Whether it is about this code.
    func concerns(_ subject: Subject) -> Bool { file.strategy == FailureFile.codePrefix + subject.name }

    /// - Throws: ``UnusableSubject``.
    func scenario() throws -> Scenario {
        guard let scenario = Catalogue.scenario(named: file.scenario) else {
            throw UnusableSubject(description: "CONVERGE_REPLAY: there is no scenario '\(file.scenario)'.")
        }
        return scenario
    }

    /// Settings with what the failure fixes.
    ///
    /// - Throws: ``UnusableSubject``.
    func settings(_ settings: VerificationSettings) throws -> VerificationSettings {
        guard let consumer = ConsumerKind(rawValue: file.consumer) else {
            throw UnusableSubject(description: "CONVERGE_REPLAY: there is no consumer '\(file.consumer)'.")
        }
        var settings = settings
        settings.consumer = consumer
        settings.seed = file.seed
        return settings
    }
}
