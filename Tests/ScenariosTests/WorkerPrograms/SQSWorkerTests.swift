import FakeSequin
import Foundation
import OrderedCollections
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Consumers of SQS, with boto3.
@Suite(.ownTime, .enabled(if: BotoPython.isThere, "there is no Python with psycopg and boto3")) struct SQSWorkerTests {
    @Test("Without a guard an older message overwrites a newer one, though nothing fails")
    func naive() async throws {
        try await WorkerLanguage.python.with(try WorkerLanguage.files("python-sqs")) { strategy, expectations in
            let expected = try #require(expectations.expect["in-order"]?.first)
            let (cell, replayed) = try await TestServer.run { server in
                let cell = try await server.verify(strategy, ["in-order"], worlds: 1, schedules: 20)[0]
                let scenario = try #require(Catalogue.scenario(named: "in-order"))
                let file = try #require(cell.failure?.file, "\(cell.result.because ?? "")")
                let replayed = try await server.withVerifier { verifier in
                    try await verifier.replay(file, strategy: strategy, scenario: scenario, consumer: .queue)
                }
                return (cell, replayed)
            }
            #expect(cell.result.consumer == "queue")
            #expect(expected.verdict == .violated)
            #expect(cell.result.verdict == .violated)
            #expect(cell.result.property == .monotonicVersions)
            #expect(replayed.isIdentical)
        }
    }

    @Test("With the guard it holds, whatever is lost and expires")
    func guarded() async throws {
        try await WorkerLanguage.python.expectExample("python-sqs-guarded")
    }

    @Test("A FIFO queue keeps a record's order, and needs no guard as long as nothing takes too long")
    func fifo() async throws { try await WorkerLanguage.python.expectExample("python-sqs-fifo") }

    @Test("Kept programs and fresh ones have the same histories", .nightly)
    func determinism() async throws {
        try await WorkerLanguage.python.expectDeterminism(example: "python-sqs-guarded")
    }

    @Test("Errors have the types that boto3 knows, and a longer visibility is granted")
    func errors() async throws {
        var files = try WorkerLanguage.files("python-sqs-guarded")
        let index = try #require(files.firstIndex { $0.name == "worker.py" })
        let checks = """
            def code(call, **given):
                try:
                    call(QueueUrl=queue, **given)
                except ClientError as error:
                    return error.response["Error"]["Code"]
            handle = message["ReceiptHandle"]
            told = [code(sqs.delete_message, ReceiptHandle="AQEBstranger"),
                code(sqs.change_message_visibility, ReceiptHandle=handle, VisibilityTimeout=90),
                code(sqs.send_message, MessageBody="b"),
                sqs.get_queue_url(QueueName="converge")["QueueUrl"] == queue]
            assert told == ["ReceiptHandleIsInvalid", None, "AWS.SimpleQueueService.UnsupportedOperation", True], told

            """
        let place = "                sqs.delete_message("
        let indent = String(repeating: " ", count: 16)
        let block = checks.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.isEmpty ? "" : indent + $0 }.joined(separator: "\n")
        files[index].text = files[index].text.replacing(place, with: block + place)
        #expect(files[index].text.contains("AQEBstranger"))
        try await WorkerLanguage.python.with(files) { strategy, _ in
            let result = try await TestServer.verify(strategy, in: "in-order", schedules: 4)
            #expect(result.verdict == .sampled, "\(result.because ?? "")")
        }
    }
}

/// A Python that has boto3 besides psycopg.
enum BotoPython {
    static let isThere: Bool = {
        guard let words = ProgramFolder.python?.split(separator: " ").map(String.init) else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = words.dropFirst() + ["-c", "import boto3"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
