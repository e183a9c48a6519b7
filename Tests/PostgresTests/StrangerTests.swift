import Foundation
import Glibc
import Subprocess
import TestSupport
import Testing

@testable import Postgres

extension ClusterTests {
    /// Other users of the machine.
    @Suite struct StrangerTests {
        private static let isRoot = geteuid() == 0

        /// What psql says to a user who tries to reach a cluster.
        private func attempt(_ cluster: ThrowawayCluster, as user: uid_t) async throws -> (String, isIn: Bool) {
            let result = try await Subprocess.run(
                .name("setpriv"),
                arguments: [
                    "--reuid=\(user)", "--regid=\(user)", "--clear-groups", "--",
                    "psql", "-X", "-At", "-h", cluster.directory, "-U", "converge",
                    "-d", "postgres", "-c", "select 'in'",
                ],
                environment: .custom(["PATH": "/usr/bin:/bin"]), output: .string(limit: 4096),
                error: .string(limit: 4096))
            return (result.standardError, result.standardOutput == "in\n")
        }

        @Test(.enabled(if: StrangerTests.isRoot)) func cannotGetIn() async throws {
            try await onLoop { loop in
                try await ThrowawayCluster.with(on: loop) { cluster in
                    #expect(try await attempt(cluster, as: 0).isIn)
                    // A user who cannot enter the directory.
                    let (refusal, isIn) = try await attempt(cluster, as: 12345)
                    #expect(!isIn && refusal.contains("Permission denied"), "\(refusal)")
                    // The server's own user, who can.
                    let (own, ownIsIn) = try await attempt(cluster, as: cluster.account.userID)
                    #expect(!ownIsIn && own.contains("Peer authentication failed"), "\(own)")
                }
            }
        }

        @Test func findNoDoor() async throws {
            try await onLoop { loop in
                try await ThrowawayCluster.with(on: loop) { cluster in
                    var status = stat()
                    #expect(stat(cluster.directory, &status) == 0 && status.st_mode & 0o777 == 0o700)
                    let connection = try await Connection.open(cluster.target(), on: loop)
                    defer { connection.close() }
                    #expect(try await connection.run("show listen_addresses").rows == [[""]])
                    // Over the socket, as one of three roles, and only who the kernel says is their owner.
                    let rules = try await connection.run(
                        "select type, user_name::text, auth_method, error from pg_hba_file_rules")
                    #expect(rules.rows == [["local", "{converge,syncer,keeper}", "peer", nil]])
                    _ = try await connection.run("create role stranger login")
                    let stranger = await PostgresTests.error {
                        try await Connection.open(cluster.target(user: "stranger"), on: loop).close()
                    }
                    #expect(stranger?.message.contains("no pg_hba.conf entry") == true, "\(stranger?.message ?? "in")")
                }
            }
        }
    }
}
