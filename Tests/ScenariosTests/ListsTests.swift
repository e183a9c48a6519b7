import Foundation
import TestSupport
import Testing

@testable import Scenarios

/// What lies in a file of its own must stand in its list as well: a fault that is not there cannot strike.
@Suite(.ownTime) struct ListsTests {
    private static func sources(in folder: String) throws -> [String] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/Scenarios/\(folder)")
        return try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "swift" }.map { try String(contentsOf: $0, encoding: .utf8) }
    }

    @Test("Every fault that a file defines can strike, and has a bit of its own")
    func faults() throws {
        let defined = try Self.sources(in: "World/Faults").flatMap {
            $0.matches(of: #/= Fault\("([a-z-]+)"/#).map { String($0.1) }
        }
        #expect(defined.sorted() == Faults.named.map(\.name).sorted())
        #expect(Set(Faults.named.map(\.swarmBit)).count == Faults.named.count)
        #expect(Faults.named.allSatisfy { (0..<64).contains($0.swarmBit) })
    }

    @Test("Every action that a file defines belongs to a fault, or to the ordinary ones")
    func actions() throws {
        let defined = try (Self.sources(in: "World/Faults") + Self.sources(in: "History")).flatMap {
            $0.matches(of: #/= Action\(rawValue: "([a-z-]+)"/#).map { String($0.1) }
        }
        #expect(defined.count >= 20)
        #expect(defined.sorted() == Faults.actions.map(\.rawValue).sorted())
    }

    @Test("Every action but the clock's has words, in full and in brief", arguments: Faults.actions)
    func words(action: Action) throws {
        let account = try #require(action.account)
        #expect(account.action == action)
        let deed = account.deed(.init(call: "ack", names: "A"))
        #expect(deed.full.isEmpty == (action == .clock))
        #expect(deed.brief.isEmpty == (action == .clock))
    }

    @Test("Every property that a file defines is checked, and has a letter of its own")
    func properties() throws {
        let defined = try Self.sources(in: "Properties").flatMap {
            $0.matches(of: #/= Property\(\s*"([a-z-]+)"/#).map { String($0.1) }
        }
        #expect(defined.sorted() == Property.all.map(\.rawValue).sorted())
        #expect(Set(Property.all.map(\.letter)).count == Property.all.count)
    }
}
