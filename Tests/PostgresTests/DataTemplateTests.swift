import Foundation
import TestSupport
import Testing

@testable import Postgres

/// Data directories that are kept to be copied; each test in a cache of its own.
@Suite(.ownTime) struct DataTemplateTests {
    private let account = ServerAccount(userID: geteuid(), groupID: getegid(), isForeign: false)

    /// A cache with a data directory in it that `initdb` is said to have made.
    private func inCache(_ body: (_ cache: String, _ data: String, _ template: DataTemplate) throws -> Void)
        async throws
    {
        let installation = try await PostgresInstallation.find()
        let cache = FileManager.default.temporaryDirectory.path + "/converge-template-\(UUID().uuidString)"
        defer { FileTree.remove(cache) }
        let data = "\(cache)/made"
        try FileManager.default.createDirectory(atPath: "\(data)/base", withIntermediateDirectories: true)
        try Data("15\n".utf8).write(to: URL(filePath: "\(data)/PG_VERSION"))
        try Data().write(to: URL(filePath: "\(data)/empty"))
        try Data(repeating: 7, count: 100_000).write(to: URL(filePath: "\(data)/base/1"))
        try body(cache, data, #require(DataTemplate(of: installation, arguments: ["--name=a/b"], in: cache)))
    }

    @Test func givesWhatWasKept() async throws {
        try await inCache { cache, data, template in
            #expect(!template.copy(to: "\(cache)/copy", for: account))
            template.keep(data)
            #expect(template.copy(to: "\(cache)/copy", for: account))
            for name in ["PG_VERSION", "empty", "base/1"] {
                #expect(FileManager.default.contentsEqual(atPath: "\(data)/\(name)", andPath: "\(cache)/copy/\(name)"))
            }
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(cache)/copy/base")
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
    }

    @Test func isNotTakenFromOthers() async throws {
        try await inCache { cache, data, template in
            template.keep(data)
            #expect(chmod(template.path, 0o770) == 0)
            #expect(!template.copy(to: "\(cache)/copy", for: account))
            #expect(FileTree.names(in: cache).sorted() == ["converge", "made"])
        }
    }

    @Test func isNotKeptByHalves() async throws {
        try await inCache { cache, data, template in
            // What cannot be copied stands for a disk that is full.
            #expect(mkfifo("\(data)/base/pipe", 0o600) == 0)
            template.keep(data)
            #expect(FileTree.names(in: "\(cache)/converge/data").isEmpty)
            #expect(!FileTree.copy(data, to: "\(cache)/copy", owner: account.userID, group: account.groupID))
        }
    }

    @Test func oldOnesAreRemoved() async throws {
        try await inCache { cache, data, template in
            template.keep(data)
            let folder = "\(cache)/converge/data"
            for old in ["\(folder)/14.9, before the machine was started", "\(template.path).999999999.partial"] {
                #expect(mkdir(old, 0o700) == 0)
            }
            let alive = "\(template.path).1.partial"
            #expect(mkdir(alive, 0o700) == 0)
            // The name is taken, and what is there stays.
            template.keep(data)
            #expect(Set(FileTree.names(in: folder).map { "\(folder)/\($0)" }) == [template.path, alive])
        }
    }

    @Test func isLeftOutWhereNothingCanBeKept() async throws {
        let installation = try await PostgresInstallation.find()
        #expect(DataTemplate(of: installation, arguments: [], in: "/nonexistent") == nil)
        #expect(DataTemplate(of: installation, arguments: [], in: nil) == nil)
        #expect(DataTemplate(of: installation, arguments: [String(repeating: "x", count: 300)], in: "/tmp") == nil)
    }
}
