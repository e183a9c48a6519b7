import FakeSequin
import Foundation
import Postgres
import Scenarios
import Sequin
import Syncer
import SyncerService
import TestSupport
import Testing

/// What `converge verify` judged is what `syncer` sends, to the letter: by the log of one server for both.
@Suite struct BridgeTests {
    @Test(arguments: [
        "guarded-null-safe", "select-for-update", "version-ledger", "guarded-hard-delete-guarded", "batch-sorted",
        "lock-row-first",
    ]) func `syncer sends what the harness sent`(strategy: String) async throws {
        let logging = [
            "log_statement": "all", "log_min_messages": "log", "log_line_prefix": "|%p|%u|%a|%d|",
            "log_parameter_max_length": "0",
        ]
        try await withCluster(settings: logging) { cluster async throws in
            let folder = try strategyFolder(strategy)
            // Creation, update and deletion by a single worker: every script, whole.
            let access = ServerAccess.own(
                cluster.cluster, version: cluster.cluster.installation.version, runID: "bridge")
            let scenario = try #require(Catalogue.scenario(named: "delete-race"))
            var verification = VerificationSettings()
            verification.schedules = 20
            let verifier = try await Verifier(server: access, loop: cluster.loop, settings: verification)
            try await verifier.measure(try .load(folder: folder), scenario: scenario, seeds: [1]) { _ in }
            verifier.close()
            // In the first copy the harness finds out what the tables take.
            let judged = ServerLog(cluster.log).statements { $0.user == "syncer" && !$0.database.hasSuffix("_w1") }

            try await cluster.makeDatabase("bridge", for: folder)
            let (versions, _) = try versions(of: [.create(0), .update(0), .delete(0)])
            let fake = FakeSequin(.init(kind: .sequinSinks), waitFor: .milliseconds(20))
            await fake.publish(versions)
            let settings = SyncerSettings(
                strategy: folder, databaseURL: cluster.url("bridge"), workers: 1)
            try await withSyncer(settings, fake) { try await drain(fake) }
            let sent = ServerLog(cluster.log).statements { $0.application == "syncer" && $0.database == "bridge" }

            #expect(!sent.isEmpty)
            #expect(sent.subtracting(judged).isEmpty, "sent, and never judged")
            #expect(judged.subtracting(sent).isEmpty, "judged, and not sent")
        }
    }
}

/// The statements in a server's log, by session.
private struct ServerLog {
    struct Session: Hashable {
        var pid, user, application, database: Substring
    }
    private var statements: [Session: Set<String>] = [:]

    init(_ lines: [String]) {
        var current: (session: Session, text: String)?
        for line in lines {
            let parts = line.split(separator: "|", maxSplits: 5, omittingEmptySubsequences: false)
            guard line.hasPrefix("|"), parts.count == 6 else {
                // A statement of several lines.
                current?.text += "\n" + line
                continue
            }
            keep(current)
            current = (
                Session(pid: parts[1], user: parts[2], application: parts[3], database: parts[4]), String(parts[5])
            )
        }
        keep(current)
    }

    private mutating func keep(_ entry: (session: Session, text: String)?) {
        guard let entry, let match = entry.text.prefixMatch(of: #/LOG:  execute ([^:]*): /#) else { return }
        // Whether it is prepared belongs to what is sent; its number in the session does not.
        let manner = match.1 == "<unnamed>" ? "once" : "prepared"
        statements[entry.session, default: []].insert(manner + ": " + entry.text[match.range.upperBound...])
    }

    /// What the sessions that `isMeant` names sent as workers: without those that only tried a strategy or made its
    /// tables, without what the harness sends between two runs, and without the rollback that follows an error.
    func statements(_ isMeant: (Session) -> Bool) -> Set<String> {
        let between = ["reset all", "discard ", "select pg_advisory_unlock_all", "prepared: rollback"]
        return statements.filter { session, texts in
            isMeant(session) && !texts.contains { $0.contains("converge_script") || $0.contains("create schema") }
        }
        .reduce(into: Set<String>()) { $0.formUnion($1.value) }
        .filter { text in !between.contains { text.contains($0) } }
    }
}
