import Foundation
import TestSupport
import Testing

/// Databases on a server that is not ours: those of a run that was killed are dropped at the next run, and no others.
@Suite(.ownTime) struct ForeignServerTests {
    private static let long = ["verify", "guarded-upsert", "--schedules", "1000000", "--database-url"]
    private static let short = ["verify", "guarded-upsert", "--scenario", "in-order", "--schedules", "2"]

    @Test func onlyTheDeadAreSwept() async throws {
        let box = try Sandbox()
        try await ForeignServer.with { server in
            let precious: Set = ["converge_mine", "converge_r1_1", "converge_rabcdefghijklm_1x"]
            for name in precious { try await server.run("create database \(name)") }
            let killed = try await box.run(Self.long + [server.url]) { pid in
                let dead = try await server.newDatabases(besides: precious)
                kill(pid, SIGKILL)
                let living = try await box.run(Self.long + [server.url]) { pid in
                    // It has swept before it made its own.
                    let own = try await server.newDatabases(besides: precious.union(dead))
                    #expect(try await server.databases.isDisjoint(with: dead))
                    let third = try await box.run(Self.short + ["--database-url", server.url])
                    #expect(third.status == 0, "\(third.error)")
                    #expect(try await server.databases.isSuperset(of: own))
                    kill(pid, SIGINT)
                }
                #expect(living.status == 130, "\(living.error)")
                #expect(living.error.contains("interrupted"))
            }
            #expect(killed.status == -9)
            #expect(try await server.databases == precious)
        }
        #expect(box.leftovers == [])
    }
}
