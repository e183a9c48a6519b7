import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What becomes of a strategy whose batch fails as one: 21000, where a batch holds two versions of a record.
@Suite(.ownTime) struct BatchFailureTests {
    /// The guide's batch, without `distinct on`.
    private static let batch = """
        insert into stripe.subscriptions as stored (id, deleted, updated_idx, stripe_customer_id, plan_id, quantity)
        select id, deleted, updated_idx, stripe_customer_id, plan_id, quantity
        from jsonb_to_recordset(:'records') as r (
            id text, deleted boolean, updated_idx bigint, stripe_customer_id text, plan_id text, quantity integer)
        on conflict (id) do update set
            deleted = excluded.deleted, updated_idx = excluded.updated_idx,
            stripe_customer_id = excluded.stripe_customer_id, plan_id = excluded.plan_id, quantity = excluded.quantity
        where stored.updated_idx <= excluded.updated_idx;
        """
    private static let schema = """
        create schema stripe;
        create table stripe.subscriptions (
            id text primary key, deleted boolean, updated_idx bigint, stripe_customer_id text, plan_id text, quantity integer
        );
        """
    private static let upsert = """
        insert into stripe.subscriptions as stored (id, deleted, updated_idx, stripe_customer_id, plan_id, quantity)
        values (:'id', :'deleted', :'updated_idx', :'stripe_customer_id', :'plan_id', :'quantity')
        on conflict (id) do update set
            deleted = excluded.deleted, updated_idx = excluded.updated_idx,
            stripe_customer_id = excluded.stripe_customer_id, plan_id = excluded.plan_id, quantity = excluded.quantity
        where stored.updated_idx <= excluded.updated_idx;
        """

    private static func verify(_ settings: String) async throws -> CellResult {
        let strategy = try TestStrategies.make([
            "schema.sql": schema, "upsert.sql": upsert, "batch.sql": batch, "strategy.yml": settings,
        ])
        return try await TestServer.verify(strategy, in: "batch-duplicates", schedules: 60)
    }

    @Test("Tried record by record, it holds")
    func oneByOne() async throws {
        for settings in ["", "batch_failure: one-by-one"] {
            let result = try await Self.verify(settings)
            #expect(result.verdict == .sampled, "\(result.because ?? "")")
        }
    }

    @Test("Nacked as one, it comes again as one, for ever")
    func nacked() async throws {
        let result = try await Self.verify("batch_failure: whole")
        #expect(result.property == .liveness, "\(result.because ?? "")")
        #expect(result.because?.contains("21000") == true, "\(result.because ?? "")")
    }

    @Test("Given up as one, its records are lost")
    func givenUp() async throws {
        let result = try await Self.verify("batch_failure: whole\non_error: ack")
        #expect(result.property == .ackedIsDurable, "\(result.because ?? "")")
    }
}
