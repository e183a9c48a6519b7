import Foundation
import Postgres
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// Servers that are not ours and not as one expects: used all the same, or named.
@Suite(.ownTime) struct OddServerTests {
    private static let quick = ["verify", "guarded-upsert", "--scenario", "ack-wait-race", "--schedules", "20"]

    @Test func itsSettingsAreItsOwn() async throws {
        let box = try Sandbox()
        // What does not fit Latin-1, and means something else where backslashes do.
        try box.strategy([
            "schema.sql": "create schema stripe; create table stripe.subscriptions (id text primary key, note text);",
            "upsert.sql":
                "insert into stripe.subscriptions values (:'id', '漢\\') on conflict (id) do nothing; select pg_sleep(1.2) where :'id' = 'A';",
        ])
        let settings = [
            "default_transaction_read_only": "on", "default_transaction_isolation": "repeatable read",
            "standard_conforming_strings": "off",
        ]
        try await ForeignServer.with(settings) { server in
            try await server.run("set default_transaction_read_only = off")
            try await server.run("alter role converge set statement_timeout = '1s'")
            // Latin-1, as in a cluster that was made with it.
            try await server.run("update pg_database set encoding = 8 where datname = 'template0'")
            let outcome = try await box.run(
                ["verify", "own", "--scenario", "in-order", "--schedules", "1", "--database-url", server.url])
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
            #expect(outcome.error.contains("are repeatable read by default"))
            #expect(outcome.error.contains("the rights of converge, a superuser of that server"))
            #expect(try await server.databases == [])
        }
    }

    @Test func rolesWithFewRights() async throws {
        let box = try Sandbox()
        try await ForeignServer.with { server in
            try await server.run("create role syncer login")
            let url = server.url(of: "syncer")
            expectRefusal(
                try await box.run(Self.quick + ["--database-url", url]), 69, "syncer may not create databases",
                leftovers: box.leftovers)
            try await server.run("alter role syncer createdb")
            let outcome = try await box.run(Self.quick + ["--database-url", url])
            #expect(outcome.status == 0, "\(outcome.output)\(outcome.error)")
            #expect(outcome.error.contains("syncer is no superuser"))
            let found = try await box.run(
                ["verify", "naive-upsert", "--scenario", "ack-wait-race,server-crash", "--database-url", url])
            #expect(found.status == 1, "\(found.error)")
            #expect(found.output.contains("skipped"))
            #expect(found.output.contains("it kills Postgres"))
            #expect(try await server.databases == [])
        }
    }

    @Test func standby() async throws {
        let box = try Sandbox()
        try await ForeignServer.with(["wal_level": "replica", "max_wal_senders": "2"]) { server in
            try Data().write(to: URL(fileURLWithPath: "\(server.cluster.directory)/data/standby.signal"))
            try await server.cluster.restart()
            expectRefusal(
                try await box.run(Self.quick + ["--database-url", server.url]), 69, "is a standby", "name its primary",
                leftovers: box.leftovers)
        }
    }

    private static let program = "/usr/sbin/pgbouncer"

    @Test(.enabled(if: access(OddServerTests.program, X_OK) == 0), arguments: ["session", "transaction"])
    func pooler(_ mode: String) async throws {
        let box = try Sandbox()
        try await ForeignServer.with { server in
            // The pooler's user is not the one who made the cluster.
            let rules = "\(server.cluster.directory)/data/pg_hba.conf"
            try Data("local all all trust\n".utf8).write(to: URL(fileURLWithPath: rules))
            try await server.run("select pg_reload_conf()")
            try box.write("\"converge\" \"\"\n", to: "users")
            let directory = "\(box.path)/tmp"
            try box.write(
                """
                [databases]
                * = host=\(server.cluster.directory) port=5432
                [pgbouncer]
                unix_socket_dir = \(directory)
                listen_port = 6432
                listen_addr =
                auth_type = trust
                auth_file = \(box.path)/users
                pool_mode = \(mode)
                """, to: "pooler.ini")
            let user = geteuid() == 0 ? ["--reuid=postgres", "--regid=postgres", "--clear-groups"] : []
            _ = try await Subprocess.run(
                .path("/usr/bin/setpriv"), arguments: Arguments(user + ["--", Self.program, "\(box.path)/pooler.ini"]),
                input: .none, output: .discarded, error: .discarded
            ) { execution in
                let url = "postgresql:///?host=\(directory)&port=6432&user=converge"
                expectRefusal(
                    try await box.run(Self.quick + ["--database-url", url, "--wait", "20s"]), 69,
                    "a pooler stands before",
                    "name the server itself", leftovers: [])
                kill(execution.processIdentifier.value, SIGTERM)
            }
        }
    }

    /// The beginning of a conversation with a server of version 12, and its end.
    @Test func tooOld() async throws {
        let box = try Sandbox()
        let server = try OldServer(at: "\(box.path)/tmp")
        async let outcome = box.run(Self.quick + ["--database-url", "postgresql:///?host=\(box.path)/tmp&user=me"])
        await server.greet()
        expectRefusal(try await outcome, 69, "older than Postgres 13", leftovers: box.leftovers)
    }
}

/// Greets one client as Postgres 12 does.
private final class OldServer: Sendable {
    private let listener: Int32

    init(at directory: String) throws {
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(directory)/.s.PGSQL.5432".utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0, listen(listener, 1) == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    deinit { close(listener) }

    func greet() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                let client = accept(listener, nil, nil)
                var request = [UInt8](repeating: 0, count: 4096)
                _ = read(client, &request, request.count)
                let parameter = Array("server_version\0".utf8) + Array("12.22\0".utf8)
                let greeting: [UInt8] =
                    message("R", [0, 0, 0, 0]) + message("S", parameter) + message("K", [0, 0, 0, 7, 0, 0, 0, 8])
                    + message("Z", [UInt8(ascii: "I")])
                _ = write(client, greeting, greeting.count)
                // Until the client has gone.
                _ = read(client, &request, request.count)
                close(client)
                continuation.resume()
            }
        }
    }

    private func message(_ kind: Unicode.Scalar, _ content: [UInt8]) -> [UInt8] {
        let length = UInt32(content.count + 4).bigEndian
        return [UInt8(ascii: kind)] + withUnsafeBytes(of: length) { Array($0) } + content
    }
}
