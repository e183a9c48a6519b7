import FakeSequin
import FakeSequinServer
import Foundation
import Postgres
import Sequin
import SequinHTTP
import SyncerService
import TestSupport
import Testing

@Suite struct SyncTests {
    @Test(arguments: ["guarded-null-safe", "batch-sorted", "select-for-update"]) func `the table becomes the upstream`(
        strategy: String
    ) async throws {
        try await withCluster { cluster async throws in
            try await cluster.makeDatabase("d", for: strategyFolder(strategy))
            let (versions, truth) = try versions(of: changes(records: 60))
            let fake = FakeSequin(waitFor: .milliseconds(20))
            await fake.publish(versions)
            let settings = SyncerSettings(
                strategy: try strategyFolder(strategy), databaseURL: cluster.url("d"), workers: 3)
            try await withSyncer(settings, fake) { try await drain(fake) }
            #expect(try await cluster.table("d") == table(truth))
        }
    }

    @Test func `arrays bring what JSON brings, awkward values too`() async throws {
        let arrays = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../benchmarks/strategies/batch").standardized.path
        try await withCluster { cluster async throws in
            var upstream = Upstream(UpstreamOptions(isPlain: false))
            let versions = try changes(records: 60).map { try upstream.apply($0) }
            var tables: [[[String?]]] = []
            for (database, folder) in [("json", try strategyFolder("batch-sorted")), ("arrays", arrays)] {
                try await cluster.makeDatabase(database, for: folder)
                let fake = FakeSequin(waitFor: .milliseconds(20))
                await fake.publish(versions)
                let settings = SyncerSettings(strategy: folder, databaseURL: cluster.url(database), batchSize: 7)
                let registry = PrometheusRegistry()
                try await withSyncer(settings, fake, registry: registry) { try await drain(fake) }
                // A batch that fails would be written record by record.
                let failures = registry.text.split(separator: "\n").filter {
                    $0.hasPrefix("syncer_deliveries_failed_total")
                }
                #expect(failures.count == 2 && failures.allSatisfy { $0.hasSuffix(" 0") }, "\(failures)")
                tables.append(
                    try await cluster.rows(
                        "select to_jsonb(s) from stripe.subscriptions as s order by id collate \"C\"", in: database))
            }
            #expect(tables[0].count == 60)
            #expect(tables[0] == tables[1])
        }
    }

    @Test func `over HTTP, with answers lost and delayed, too`() async throws {
        try await withCluster { cluster async throws in
            try await cluster.makeDatabase("d", for: strategyFolder("batch-sorted"))
            let broker = Broker()
            await broker.makeConsumer("c", .init(kind: .sequinSinks, ackWait: .seconds(2)))
            try await withServer(broker) { server async throws in
                let (versions, truth) = try versions(of: changes(records: 60))
                await broker.publish(versions)
                for fault in [
                    #"{"fault": "drop_response", "call": "receive", "times": 2}"#,
                    #"{"fault": "drop_request", "call": "ack", "times": 2}"#,
                    #"{"fault": "drop_response", "call": "ack", "times": 2}"#,
                    #"{"fault": "duplicate_delivery"}"#,
                ] { _ = try await server.send("POST", "/control/consumers/c/faults", fault) }
                var consumer = HTTPConsumerSettings(
                    baseURL: "http://127.0.0.1:\(server.port)", consumer: "c", token: TestServer.token,
                    ackWait: .seconds(2))
                consumer.backoff = Backoff(first: .milliseconds(1), limit: .milliseconds(10))
                let settings = SyncerSettings(
                    strategy: try strategyFolder("batch-sorted"), databaseURL: cluster.url("d"),
                    workers: 3, batchSize: 20)
                let client = HTTPConsumer(consumer)
                try await withSyncer(settings, client) {
                    while try await server.consumer()["slot_count"] != .integer(0) {
                        try await Task.sleep(for: .milliseconds(20))
                    }
                }
                try await client.shutdown()
                #expect(try await cluster.table("d") == table(truth))
            }
        }
    }

    @Test func `a lost session and a restarted server are survived`() async throws {
        try await withCluster { cluster async throws in
            try await cluster.makeDatabase("d", for: strategyFolder("guarded-null-safe"))
            let (versions, truth) = try versions(of: changes(records: 200))
            let fake = FakeSequin(.init(kind: .sequinSinks), waitFor: .milliseconds(20))
            let settings = SyncerSettings(
                strategy: try strategyFolder("guarded-null-safe"), databaseURL: cluster.url("d"),
                workers: 2)
            try await withSyncer(settings, fake) {
                await fake.publish(Array(versions.prefix(400)))
                while try await cluster.table("d").isEmpty { try await Task.sleep(for: .milliseconds(1)) }
                _ = try await cluster.rows(
                    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'syncer'", in: "d")
                await fake.publish(Array(versions.dropFirst(400)))
                try await cluster.cluster.restart()
                try await drain(fake)
            }
            #expect(try await cluster.table("d") == table(truth))
        }
    }
}
