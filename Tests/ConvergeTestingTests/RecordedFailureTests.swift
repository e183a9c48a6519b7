import FakeSequin
import TestSupport
import Testing

@testable import ConvergeTesting
@testable import Scenarios

@Suite(.ownTime) struct RecordedFailureTests {
    private func file(_ change: (inout FailureFile) -> Void = { _ in }) -> FailureFile {
        var file = FailureFile(
            converge: FailureFile.currentFormat, tool: Tool.version, strategy: "swift:RowWriter",
            fingerprint: "00ff00ff00ff00ff", scenario: "ack-wait-race", consumer: "sequin-sinks", seed: 7,
            bounds: Bounds(workers: 2, records: 1, changes: 2, clock: 1), changes: [.create(0), .update(0)],
            choices: [Choice(.create, records: ["A"])],
            violation: Violation(property: .convergence, step: 1, record: nil, because: ""),
            history: "0123456789abcdef")
        change(&file)
        return file
    }

    private func recorded(_ file: FailureFile) throws -> RecordedFailure? {
        try RecordedFailure.fromEnvironment(["CONVERGE_REPLAY": try #require(FailureToken.make(file))])
    }

    @Test func isAboutOneSubject() throws {
        let failure = try #require(try recorded(file()))
        #expect(failure.concerns(RowWriter.subject(RowWriter())))
        var other = RowWriter.subject(RowWriter())
        other.name = "OtherWriter"
        #expect(!failure.concerns(other))
        #expect(try failure.scenario().name == "ack-wait-race")
        let settings = try failure.settings(VerificationSettings())
        #expect(settings.seed == 7)
        #expect(settings.consumer == .sequinSinks)
    }

    @Test func whatCannotBeUsed() throws {
        #expect(try RecordedFailure.fromEnvironment([:])?.file.seed == nil)
        #expect(try RecordedFailure.fromEnvironment(["CONVERGE_REPLAY": ""])?.file.seed == nil)
        #expect(throws: FailureFile.Broken.self) { try RecordedFailure.fromEnvironment(["CONVERGE_REPLAY": "c3.x"]) }
        #expect(throws: FailureFile.Broken.self) {
            try RecordedFailure.fromEnvironment(["CONVERGE_REPLAY": "/nowhere/x.json"])
        }
        let foreign = try #require(try recorded(file { $0.scenario = "no-such-race" }))
        #expect(throws: UnusableSubject.self) { try foreign.scenario() }
        let unknown = try #require(try recorded(file { $0.consumer = "nobody" }))
        #expect(throws: UnusableSubject.self) { try unknown.settings(VerificationSettings()) }
    }
}
