import FakeSequin
import OrderedCollections
import Sequin
import TestSupport
import Testing

@testable import Scenarios

/// What changes from version to version is drawn too: values that grow with the version would hide a guard that compares
/// the wrong thing.
@Suite(.ownTime) struct WrongGuardTests {
    private static func table(guard condition: String, settings: String = "") -> OwnTable {
        OwnTable(
            """
            create table t (
                id text primary key, status text, seats integer, period_ends_at timestamptz not null, api_time timestamptz,
                version bigint, deleted boolean
            );
            """,
            upsert: """
                insert into t as stored (id, status, seats, period_ends_at, api_time, version, deleted)
                values (:'id', :'status', :'seats', :'period_ends_at', :'upstream_updated_at', :'updated_idx', :'deleted')
                on conflict (id) do update set
                    status = excluded.status, seats = excluded.seats, period_ends_at = excluded.period_ends_at,
                    api_time = excluded.api_time, version = excluded.version, deleted = excluded.deleted
                where \(condition);
                """,
            settings: """
                table: t
                collection: app:thing
                fields: {status: text?, seats: integer?, period_ends_at: timestamp}
                columns: {version: updated_idx, api_time: upstream_updated_at}

                """ + settings)
    }

    @Test(
        "A guard that compares a time of the payload is caught",
        arguments: ["in-order", "ack-wait-race", "delete-race"])
    func payloadTime(scenario: String) async throws {
        let results = try await Self.table(guard: "stored.period_ends_at <= excluded.period_ends_at").results(scenario)
        #expect(results.map(\.verdict) == [.violated])
    }

    @Test func `the same with the version holds`() async throws {
        try await Self.table(guard: "stored.version <= excluded.version")
            .expectHolds("in-order", "ack-wait-race", "delete-race", "everything")
    }

    @Test func `a strict guard on a time loses the second of two events in one second`() async throws {
        let ordered = "version: upstream_updated_at"
        var strict = Self.table(guard: "stored.api_time < excluded.api_time", settings: ordered)
        strict.schedules = 4
        var lost = 0
        for seed in 1...4 as ClosedRange<UInt64> {
            for result in try await strict.results("in-order", seed: seed) where result.verdict == .violated {
                lost += 1
            }
        }
        #expect(lost >= 2)
        try await Self.table(guard: "stored.api_time <= excluded.api_time", settings: ordered)
            .expectHolds("in-order", "concurrent-workers", "ack-wait-race", "delete-race")
    }

    @Test func `times of the payload go back, and some updates change one field alone`() throws {
        let fields = [
            Field("a", .text), Field("b", .integer), Field("at", .timestamp), Field("c", .json), Field("d", .number),
        ]
        var back = 0
        var alone = 0
        for seed in 1...10 as ClosedRange<UInt64> {
            for isPlain in [true, false] {
                var upstream = Upstream(
                    .init(collections: [Collection(slug: "x:y", fields: fields)], seed: seed, isPlain: isPlain))
                var old = try upstream.apply(.create(0)).data.members
                for _ in 0..<6 {
                    let new = try upstream.apply(.update(0)).data.members
                    let times = [old, new].compactMap { data in data["at"]?.plainText }.compactMap(Moment.microseconds)
                    if times[1] < times[0] { back += 1 }
                    let changed = fields.filter { old[$0.name] != new[$0.name] }.count
                    #expect(changed >= 1)
                    if changed == 1 { alone += 1 }
                    old = new
                }
            }
        }
        #expect(back > 30)
        #expect(alone > 10)
    }
}
