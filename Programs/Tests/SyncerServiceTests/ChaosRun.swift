import Foundation
import Sequin
import Synchronization
import TestSupport

/// The world of a chaos test: a fake, syncers, a database.
final class ChaosRun: Sendable {
    private let cluster: TestCluster
    private let port: Int
    private let folder: String
    private struct State {
        var syncers: [Int: RunningProgram] = [:]
        var kills = 0
    }
    private let state = Mutex(State())

    init(cluster: TestCluster, port: Int, folder: String) {
        self.cluster = cluster
        self.port = port
        self.folder = folder
    }

    var kills: Int { state.withLock { $0.kills } }

    func start() async throws { for worker in 0..<4 { try start(worker) } }

    private func start(_ worker: Int) throws {
        let program = try RunningProgram(
            "syncer",
            [
                folder, "--consumer-url", "http://127.0.0.1:\(port)", "--ack-wait", "2", "--batch-size", "50", "--wait",
                "60", "--log-level", "critical",
            ], environment: ["DATABASE_URL": cluster.url("d"), "SEQUIN_TOKEN": TestServer.token])
        state.withLock { $0.syncers[worker] = program }
    }

    /// Kills a syncer and restarts it, again and again.
    func torment(_ worker: Int, for time: Duration) async throws {
        let end = ContinuousClock.now + time
        while true {
            try await Task.sleep(for: .milliseconds(.random(in: 300...2500)))
            guard ContinuousClock.now < end else { return }
            let program = state.withLock { state in
                state.kills += 1
                return state.syncers.removeValue(forKey: worker)
            }
            program?.signal(SIGKILL)
            _ = try await program?.status()
            try await Task.sleep(for: .milliseconds(.random(in: 0...500)))
            try start(worker)
        }
    }

    /// Publishes creations, updates, deletions and re-creations of a tenth as many records, evenly over a time.
    func publish(_ count: Int, over time: Duration) async throws {
        let records = max(1, count / 10)
        var isLive: [Bool?] = Array(repeating: nil, count: records)
        let started = ContinuousClock.now
        for first in stride(from: 0, to: count, by: 50) {
            try await Task.sleep(until: started + time * (Double(first) / Double(count)))
            let changes = (first..<min(count, first + 50)).map { number in
                let record = number < records ? number : Int.random(in: 0..<records)
                let kind =
                    switch isLive[record] {
                    case nil: "create"
                    case false?: "recreate"
                    case true?: Int.random(in: 0..<10) == 0 ? "delete" : "update"
                    }
                isLive[record] = kind != "delete"
                return #"{"kind": "\#(kind)", "record": \#(record)}"#
            }
            let answer = try await control("POST", "publish", "{\"changes\": [\(changes.joined(separator: ","))]}")
            guard answer.status == 200 else { throw ChaosError(description: answer.body) }
        }
    }

    /// Waits until the consumer holds nothing any more.
    func drain() async throws {
        while try await JSONValue(parsing: control("GET", "consumers/default?slots=0").body)["slot_count"]
            != .integer(0)
        { try await Task.sleep(for: .milliseconds(50)) }
    }

    /// Asks all syncers to end.
    ///
    /// - Returns: For each how it ended, and what it said.
    func stop() async throws -> [String] {
        let syncers = state.withLock { $0.syncers }
        for (_, syncer) in syncers { syncer.signal(SIGTERM) }
        var endings: [String] = []
        for (_, syncer) in syncers { endings.append("\(try await syncer.status()) \(syncer.error)") }
        return endings
    }

    // MARK: What must be equal

    func upstreamText() async throws -> [String] {
        guard case .array(let records)? = try await JSONValue(parsing: control("GET", "records").body)["records"] else {
            return []
        }
        return records.map { record in
            let values: [JSONValue?] = [
                record["id"], record["updated_idx"], record["deleted"], record["data"]?["stripe_customer_id"],
                record["data"]?["plan_id"], record["data"]?["quantity"],
            ]
            return values.map { $0?.plain ?? $0?.text ?? "" }.joined(separator: " ")
        }.sorted()
    }

    func tableText() async throws -> [String] {
        try await cluster.rows(
            """
            select concat_ws(' ', id, updated_idx, case when deleted then 'true' else 'false' end, stripe_customer_id, \
            plan_id, quantity) from stripe.subscriptions
            """, in: "d"
        ).compactMap { $0[0] }.sorted()
    }

    private func control(_ method: String, _ path: String, _ body: String = "") async throws -> RawAnswer {
        let head = """
            \(method) /control/\(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer \
            \(TestServer.token)\r\nContent-Length: \(body.utf8.count)\r\n\r\n
            """
        return try await RawHTTP.exchange(head + body, port: port)
    }
}

/// What went wrong with the test itself.
struct ChaosError: Error {
    var description: String
}
