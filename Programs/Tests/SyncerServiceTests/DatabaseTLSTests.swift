import FakeSequin
import Foundation
import SyncerService
import TestSupport
import Testing

@Suite struct DatabaseTLSTests {
    @Test func `the session is encrypted, and the server's certificate is checked`() async throws {
        let files = try Folder(["pg_hba.conf": "local all all trust\nhostssl all all 127.0.0.0/8 trust\n"])
        let (certificate, key) = try await TestCertificate.files(in: files.path)
        try files.giveToServer(["pg_hba.conf", "server.crt", "server.key"])
        // An address of loopback that nobody else has, so that the port is free.
        let address = "127.\(Int.random(in: 64...127)).\(Int.random(in: 1...254)).\(Int.random(in: 1...254))"
        let server = [
            "listen_addresses": address, "ssl": "on", "ssl_cert_file": certificate, "ssl_key_file": key,
            "hba_file": files.path + "/pg_hba.conf",
        ]
        try await withCluster(settings: server) { cluster async throws in
            let folder = try strategyFolder("guarded-null-safe")
            try await cluster.makeDatabase("d", for: folder)
            let base = "host=localhost hostaddr=\(address) port=5432 user=converge dbname=d"
            let fake = FakeSequin(waitFor: .milliseconds(20))
            await fake.publish(try versions(of: [.create(0)]).versions)
            let settings = SyncerSettings(
                strategy: folder, databaseURL: "\(base) sslmode=verify-full sslrootcert=\(certificate)", workers: 1)
            try await withSyncer(settings, fake) {
                try await drain(fake)
                let encrypted = try await cluster.rows(
                    "select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'syncer'",
                    in: "d")
                #expect(encrypted == [["t"]])
            }
            for mode in ["sslmode=verify-full sslrootcert=/nowhere", "sslmode=disable"] {
                let settings = SyncerSettings(strategy: folder, databaseURL: "\(base) \(mode)")
                let error = try await #require(throws: SetupError.self) { try await SyncerPlan.make(settings) }
                #expect(error.exitCode == 69, "\(error)")
            }
        }
    }
}

extension Folder {
    /// Lets the server read files that nobody else may: as root it runs as another user.
    fileprivate func giveToServer(_ names: [String]) throws {
        chmod(path, 0o755)
        for name in names {
            chmod("\(path)/\(name)", 0o600)
            guard getuid() == 0, let user = getpwnam("postgres") ?? getpwnam("nobody") else { continue }
            chown("\(path)/\(name)", user.pointee.pw_uid, user.pointee.pw_gid)
        }
    }
}
