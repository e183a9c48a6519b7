import FakeSequinServer
import Foundation
import Sequin
import Testing

@Suite struct ChangeFileTests {
    private func load(_ text: String) async throws -> (Broker, Int) {
        let path = FileManager.default.temporaryDirectory.appending(path: "changes-\(UUID()).jsonl").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let broker = Broker(clock: SteppableClock(.stepped))
        return (broker, try await broker.load(file: path))
    }

    @Test func `changes and records may alternate`() async throws {
        let (broker, count) = try await load(
            """
            {"kind": "create", "record": 0}

            {"id": "mine", "collection_slug": "my:thing", "updated_idx": 7}\r
            {"kind": "delete", "record": 0}
            """)
        #expect(count == 3)
        #expect(await broker.records.map(\.id) == ["A", "mine"])
        #expect(await broker.records.map(\.deleted) == [true, false])
    }

    @Test(arguments: [
        ("{\"kind\": \"create\"", ":1: Not JSON"), ("\n\n[]", ":3: 'line' is no object"),
        ("{\"kind\": \"update\", \"record\": 0}", ":1: Cannot update A: it was never created"),
        ("{\"id\": 1, \"collection_slug\": \"a:b\"}", ":1: 'line.id' is no string"),
        ("{\"kind\": \"create\", \"record\": 1.5}", ":1: 'line.record' is no whole number"),
    ]) func `what is wrong is named with its line`(text: String, words: String) async throws {
        let error = try await #require(throws: ChangeFileError.self) { try await load(text) }
        #expect(error.description.contains(words), "\(error)")
    }

    @Test func `a file that is not there is named`() async throws {
        let error = await #expect(throws: ChangeFileError.self) { try await Broker().load(file: "/nowhere/x.jsonl") }
        #expect(error?.description.contains("/nowhere/x.jsonl cannot be read") == true)
    }
}
