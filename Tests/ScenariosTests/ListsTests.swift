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

    @Test("Every action that a file defines belongs to a fault")
    func actions() throws {
        let defined = try Self.sources(in: "World/Faults").flatMap {
            $0.matches(of: #/= Action\(rawValue: "([a-z-]+)"/#).map { String($0.1) }
        }
        let known = Faults.actions.map(\.rawValue)
        #expect(defined.count >= 9)
        #expect(Set(defined).isSubset(of: known), "\(Set(defined).subtracting(known))")
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
