import Foundation
import TestSupport
import Testing

@testable import Postgres

extension ClusterTests {
    /// Where a cluster is made, and what is said if it cannot be.
    @Suite(.serialized) struct ClusterStartTests {
        @Test func usesASocketPathThatFits() async throws {
            let parent = try scratch("/" + String(repeating: "long/", count: 20))
            defer { FileTree.remove(scratchRoot) }
            let directory = try await onLoop { loop in
                let options = ThrowawayCluster.Options(temporaryDirectory: parent)
                return try await ThrowawayCluster.with(options, on: loop) { $0.directory }
            }
            #expect(directory.hasPrefix("/tmp/converge-cluster-"))
        }

        @Test func usesTheTemporaryDirectoryWhateverItsName() async throws {
            let parent = try scratch("/it's \"a\" b\\ä")
            defer { FileTree.remove(scratchRoot) }
            let directory = try await onLoop { loop in
                let options = ThrowawayCluster.Options(temporaryDirectory: parent)
                return try await ThrowawayCluster.with(options, on: loop) { $0.directory }
            }
            #expect(directory.hasPrefix(parent + "/converge-cluster-"))
        }

        @Test(arguments: ["/nonexistent-directory", "/sys", "/dev/null"])
        func saysThatTheTemporaryDirectoryCannotBeUsed(_ parent: String) async throws {
            let error = await #expect(throws: ClusterError.self) {
                try await onLoop { loop in
                    try await ThrowawayCluster.with(.init(temporaryDirectory: parent), on: loop) { _ in }
                }
            }
            #expect(error?.code == .temporaryDirectory)
            #expect(error?.description.contains(parent) == true)
            #expect(error?.remedy.contains("TMPDIR") == true)
        }

        @Test func saysThatTheProgramsAreMissing() async throws {
            let error = await #expect(throws: ClusterError.self) {
                try await onLoop { loop in
                    try await ThrowawayCluster.with(.init(binDirectory: "/usr/lib"), on: loop) { _ in }
                }
            }
            #expect(error?.code == .notInstalled)
            #expect(error?.message == "/usr/lib has no initdb and no postgres.")
        }

        @Test func givesUpInitdbThatDoesNotEnd() async throws {
            let installed = try await PostgresInstallation.find().binDirectory
            let programs = try scratch("/programs")
            defer { FileTree.remove(scratchRoot) }
            for (name, text) in [
                ("initdb", "echo 'waits for the disk'; exec sleep 1000"),
                ("postgres", "exec \(installed)/postgres \"$@\""),
            ] {
                let path = "\(programs)/\(name)"
                try "#!/bin/sh\n\(text)\n".write(toFile: path, atomically: true, encoding: .utf8)
                chmod(path, 0o755)
            }
            let error = await #expect(throws: ClusterError.self) {
                try await onLoop { loop in
                    let options = ThrowawayCluster.Options(binDirectory: programs, patience: .seconds(1))
                    try await ThrowawayCluster.with(options, on: loop) { _ in }
                }
            }
            #expect(error?.code == .initdb)
            #expect(error?.message.hasPrefix("initdb did not end within 1 s in ") == true, "\(error?.message ?? "")")
            #expect(error?.output.contains("waits for the disk") == true)
        }

        @Test func showsTheLogOfAServerThatDoesNotStart() async throws {
            let place = Box<String>()
            let error = await #expect(throws: ClusterError.self) {
                try await onLoop { loop in
                    let options = ThrowawayCluster.Options(settings: ["shared_buffers": "a lot"])
                    try await ThrowawayCluster.with(options, on: loop) { place.value = $0.directory }
                }
            }
            #expect(place.value == nil)
            #expect(error?.code == .start)
            #expect(error?.output.contains("shared_buffers") == true, "\(error?.description ?? "")")
        }
    }
}
