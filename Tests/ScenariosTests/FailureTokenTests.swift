import Bits
import FakeSequin
import Foundation
import Simulation
import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime) struct FailureTokenTests {
    private let file = FailureFile(
        converge: FailureFile.currentFormat, tool: "0.1.0", strategy: "./mein Ordner/naïve",
        fingerprint: "00ff00ff00ff00ff",
        scenario: "everything", consumer: "sequin-sinks", seed: .max,
        bounds: Bounds(workers: 3, records: 2, changes: 300, clock: 1, faults: 2),
        changes: [.create(0), .create(1), .update(0), .delete(1), .recreate(1)],
        choices: [
            Choice(.create, records: ["A"]), Choice(.receive, worker: 1, records: ["A", "B"]), Choice(.clock),
            Choice(.statement, worker: 2, records: ["A"], call: "upsert.sql:5", pausesAtRow: 2),
            Choice(.loseResponse, worker: 2, records: [], call: "ack"), Choice(.killServer),
        ],
        violation: Violation(property: .convergence, step: 200, record: nil, because: ""),
        history: "0123456789abcdef")

    @Test("A token says what the file says")
    func roundTrip() throws {
        let token = try #require(FailureToken.make(file))
        #expect(try FailureToken.read(token).encoded() == file.encoded())
        #expect(token.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
        let broken = token.enumerated().map { ($0.offset % 70 == 69 ? "\n" : "") + String($0.element) }.joined()
        #expect(try FailureToken.read(broken).encoded() == file.encoded(), "a log may have broken it into lines")
    }

    @Test("The sentence is left out")
    func withoutSentence() throws {
        var talkative = file
        talkative.violation?.because = "the row is at A"
        #expect(try FailureToken.read(#require(FailureToken.make(talkative))).violation == file.violation)
    }

    @Test("What is torn is refused, wherever it is torn, and so is what was altered")
    func torn() throws {
        let token = try #require(FailureToken.make(file))
        for length in 3..<token.count {
            #expect(throws: FailureFile.Broken.self, "\(length)") {
                try FailureToken.read(String(token.prefix(length)))
            }
        }
        for index in stride(from: 3, to: token.count - 1, by: 5) {
            var letters = Array(token)
            letters[index] = letters[index] == "A" ? "B" : "A"
            #expect(throws: FailureFile.Broken.self, "\(index)") { try FailureToken.read(String(letters)) }
        }
    }

    @Test("A token of another format is refused")
    func otherFormat() throws {
        var newer = file
        newer.converge = FailureFile.currentFormat + 1
        let token = try #require(FailureToken.make(newer))
        #expect {
            try FailureToken.read(token)
        } throws: {
            "\($0)".hasPrefix("--token: has format 4, and this converge reads format 3: replay it with")
        }
    }

    @Test("Bytes that no token is made of are refused, whatever their checksum")
    func arbitraryBytes() throws {
        var random = SplitMix64(seed: 5)
        for length in 0..<200 {
            let body = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let bytes = body + TokenReader.checksum(body[...])
            let text = Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            #expect(throws: FailureFile.Broken.self) {
                try FailureToken.read(FailureToken.prefix + text.replacing("=", with: ""))
            }
        }
    }

    @Test("A token too long to paste is none")
    func tooLong() {
        var long = file
        long.choices = (0..<500).map { Choice(.statement, worker: 1, records: ["A"], call: "upsert.sql:\($0)") }
        #expect(FailureToken.make(long) == nil)
    }
}
