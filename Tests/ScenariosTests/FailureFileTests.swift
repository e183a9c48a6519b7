import FakeSequin
import Foundation
import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime) struct FailureFileTests {
    private let file = FailureFile(
        converge: FailureFile.currentFormat, tool: "0.1.0", strategy: "naive-upsert", fingerprint: "abc",
        scenario: "ack-wait-race", consumer: "fenced", seed: .max,
        bounds: Bounds(workers: 2, records: 1, changes: 2, clock: 1), changes: [.create(0), .update(0)],
        choices: [
            Choice(.create, records: ["A"]), Choice(.receive, worker: 1, records: ["A"]), Choice(.clock),
            Choice(.statement, worker: 2, records: ["A"], call: "upsert.sql:5"),
            Choice(.loseResponse, worker: 2, records: ["A"], call: "ack"),
        ],
        violation: Violation(property: .convergence, step: 5, record: nil, because: "A\u{2032} \"quoted\" / slashed"),
        history: "0123456789abcdef")

    /// Reads a file with these bytes.
    private func read(_ bytes: Data) throws -> FailureFile {
        try withFolder(bytes: ["failure.json": [UInt8](bytes)]) { try FailureFile.read("\($0)/failure.json") }
    }

    /// Why a file with these bytes is refused, without its path.
    private func refusal(of bytes: Data) throws -> String {
        do {
            _ = try read(bytes)
            return "accepted"
        } catch let error as FailureFile.Broken {
            return error.description.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? ""
        }
    }

    private func changing(_ change: (inout FailureFile) -> Void) throws -> Data {
        var copy = file
        change(&copy)
        return try copy.encoded()
    }

    @Test("What was written is what is read, byte for byte")
    func roundTrip() throws {
        let bytes = try file.encoded()
        #expect(try read(bytes).encoded() == bytes)
        #expect(bytes.last == UInt8(ascii: "\n"))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("\"seed\" : 18446744073709551615"))
        #expect(text.contains("\"call\" : \"upsert.sql:5\""))
        #expect(text.contains(" / slashed"), "slashes are not escaped")
    }

    @Test("A torn file is refused, wherever it is torn")
    func torn() throws {
        let bytes = try file.encoded()
        for length in stride(from: 0, to: bytes.count - 2, by: 7) {
            #expect(
                try refusal(of: bytes.prefix(length))
                    == "is no failure file, or a torn one: run the check again to get a whole one.", "\(length)")
        }
    }

    @Test(
        "A foreign file is refused",
        arguments: ["", "{}", "[]", "null", "{\"converge\": \"1\"}", "%PDF-1.4", "{\"version\": 1, \"results\": []}"])
    func foreign(text: String) throws {
        #expect(
            try refusal(of: Data(text.utf8))
                == "is no failure file, or a torn one: run the check again to get a whole one.")
    }

    @Test("A report is no failure file, and is called what it is")
    func report() throws {
        #expect(
            try refusal(of: Data("{\"converge\": 1, \"seed\": 7, \"results\": [{}]}".utf8))
                == "is a report, and no failure file: give one of the files that it names.")
    }

    @Test("What is missing is named")
    func missingParts() throws {
        let refusal = try refusal(of: Data("{\"converge\": 3, \"seed\": 7}".utf8))
        #expect(refusal.hasSuffix(" is missing or wrong: run the check again."), "\(refusal)")
    }

    @Test("Another format is refused, whatever else it says", arguments: [0, 1, 99])
    func otherFormat(format: Int) throws {
        #expect(
            try refusal(of: Data("{\"converge\": \(format)}".utf8))
                == "has format \(format), and this converge reads format 3: replay it with the version that wrote it.")
        #expect(try refusal(of: changing { $0.converge = format }).hasPrefix("has format \(format), "))
    }

    @Test("A worker that the bounds do not have is refused", arguments: [0, 3, -1])
    func worker(number: Int) throws {
        #expect(
            try refusal(of: changing { $0.choices[1].worker = number })
                == "names worker \(number) of 2: run the check again.")
    }

    @Test("A file that describes no run is refused")
    func empty() throws {
        let reason = "it describes no run: run the check again."
        #expect(try refusal(of: changing { $0.changes = [] }) == reason)
        #expect(try refusal(of: changing { $0.bounds.workers = 0 }) == reason)
        #expect(try refusal(of: changing { $0.bounds.records = -1 }) == reason)
    }

    @Test("A failure that needs no choices at all is a failure too")
    func noChoices() throws {
        #expect(try read(changing { $0.choices = [] }).choices == [])
    }

    @Test("A record number that makes no sense is refused", arguments: [-1, 1_000_000])
    func record(number: Int) throws {
        #expect(
            try refusal(of: changing { $0.changes[0].record = number })
                == "names record \(number): run the check again.")
    }

    @Test("An action or a property that does not exist is refused, and its place is named")
    func unknownNames() throws {
        let text = String(decoding: try file.encoded(), as: UTF8.self)
        #expect(
            try refusal(of: Data(text.replacing("lose-response", with: "explode").utf8))
                == "choices.[4].action is missing or wrong: run the check again.")
        #expect(
            try refusal(of: Data(text.replacing("\"convergence\"", with: "\"beauty\"").utf8))
                == "violation.property is missing or wrong: run the check again.")
    }

    @Test("A file that is not there is refused")
    func missing() {
        #expect(throws: FailureFile.Broken.self) { try FailureFile.read("/nonexistent/failure.json") }
    }
}
