import Foundation
import TestSupport
import Testing

/// What holds of all test suites.
@Suite(.ownTime) struct SuitesTests {
    @Test("Every suite notes how long its tests take by themselves")
    func ownTime() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let files = try #require(FileManager.default.subpaths(atPath: tests.path)).filter {
            $0.hasSuffix("Tests.swift")
        }
        #expect(files.count > 90)
        for file in files {
            let text = try String(contentsOf: tests.appending(path: file), encoding: .utf8)
            // A suite inside another takes over what that has.
            var isSaid = false
            for line in text.split(separator: "\n") {
                if line.hasPrefix("@Suite") { #expect(line.hasPrefix("@Suite(.ownTime"), "\(file): \(line)") }
                // The traits may fill the line before.
                if line.hasPrefix("struct "), line.contains("Tests {") { #expect(isSaid, "\(file): \(line)") }
                isSaid = line.hasPrefix("@Suite(.ownTime")
            }
        }
    }
}
