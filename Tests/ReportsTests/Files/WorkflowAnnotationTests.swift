import TestSupport
import Testing

@testable import Reports
@testable import Scenarios

@Suite(.ownTime) struct WorkflowAnnotationTests {
    @Test func failuresComeBeforeWhatSaysNothing() {
        let commands = WorkflowAnnotation.all(of: Samples.run).map { $0.command(path: nil) }
        #expect(commands.map { String($0.prefix { $0 != " " }) } == ["::error", "::error", "::warning"])
        #expect(
            commands[0] == "::error title=naive · ack-wait-race · fenced%3A violates monotonic-versions::"
                + "\(Samples.raceViolation.because)%0Aconverge replay 'a b.json'")
    }

    @Test func theStatementIsThePlace() throws {
        let annotation = try #require(WorkflowAnnotation.all(of: Samples.run).first)
        let place = try #require(annotation.place)
        #expect(place == ("naive-upsert", "upsert.sql", 5))
        #expect(
            annotation.command(path: "a,b:c%/upsert.sql").hasPrefix(
                "::error file=a%2Cb%3Ac%25/upsert.sql,line=5,title="))
    }

    @Test func linesStayOneCommand() {
        var judgement = Samples.run.judgements[1]
        judgement.result.because = "one\n::error::two\r 100%"
        let command = WorkflowAnnotation.all(of: Samples.summary([judgement]))[0].command(path: nil)
        #expect(!command.contains { $0.isNewline })
        #expect(command.contains("::one%0A::error::two%0D 100%25%0Aconverge"))
    }

    @Test func tenAtMost() {
        let failed = Samples.run.judgements[1]
        #expect(WorkflowAnnotation.all(of: Samples.summary(Array(repeating: failed, count: 10))).count == 10)
        let many = WorkflowAnnotation.all(of: Samples.summary(Array(repeating: failed, count: 30)))
        #expect(many.count == 10)
        #expect(many.last?.message.hasPrefix("21 more cells") == true)
    }
}
