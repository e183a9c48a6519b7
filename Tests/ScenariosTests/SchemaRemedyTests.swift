import Postgres
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What a schema needs that strategies bring or name: roles, extensions, tables by their right names.
@Suite(.ownTime) struct SchemaRemedyTests {
    private static func refusal(of files: [String: String], onForeignServer: Bool = false) async throws -> String? {
        let strategy = try TestStrategies.make(files)
        return try await TestServer.run { server in
            do {
                if onForeignServer {
                    try await server.withForeignWorld(strategy, Catalogue.scenarios[0]) { _ in }
                } else {
                    try await server.withWorld(strategy, Catalogue.scenarios[0]) { _ in }
                }
                return nil
            } catch let error as StrategyError { return error.description }
        }
    }

    private static let policy = """
        create schema stripe;
        create table stripe.subscriptions (id text primary key, updated_idx bigint, deleted boolean);
        alter table stripe.subscriptions enable row level security;
        create policy one on stripe.subscriptions to anon_of_test using (true);
        do $$ begin grant select on stripe.subscriptions to anon_of_test; end $$;
        """
    private static let upsert = "insert into stripe.subscriptions (id) values (:'id') on conflict do nothing;"

    @Test("Roles are made for one strategy, without login, and are gone after it")
    func roles() async throws {
        let files = ["schema.sql": Self.policy, "upsert.sql": Self.upsert, "strategy.yml": "roles: [anon_of_test]"]
        let strategy = try TestStrategies.make(files)
        let seen = try await TestServer.run { server in
            func known() async throws -> [[String?]] {
                try await server.host.run("select rolcanlogin from pg_roles where rolname = 'anon_of_test'").rows
            }
            var seen: [[[String?]]] = []
            try await server.withWorld(strategy, Catalogue.scenarios[0]) { _ in seen.append(try await known()) }
            seen.append(try await known())
            return seen
        }
        #expect(seen == [[["f"]], []])
    }

    @Test("A role that is missing is named with the key that makes it; on another server, with what makes it there")
    func missingRole() async throws {
        let files = ["schema.sql": Self.policy, "upsert.sql": Self.upsert]
        let message = try #require(try await Self.refusal(of: files))
        #expect(
            message.hasSuffix(
                "schema.sql:4:1: there is no role 'anon_of_test': name it in strategy.yml, and it is made: 'roles: [anon_of_test]'"
            ), "\(message)")
        let named = files.merging(["strategy.yml": "roles: [anon_of_test]"]) { $1 }
        let foreign = try #require(try await Self.refusal(of: named, onForeignServer: true))
        #expect(
            foreign.hasSuffix(
                "strategy.yml: there is no role 'anon_of_test' on that server, and roles are made on a throwaway cluster alone: "
                    + "create it there ('create role \"anon_of_test\" nologin'), or leave --database-url out"),
            "\(foreign)")
    }

    @Test(
        "An extension that cannot be made, and a platform's own schema, are named with the remedy",
        arguments: [
            (
                "create extension pg_nothing;",
                "schema.sql:1:1: the extension 'pg_nothing' is not installed on this server: install its package there, or do "
                    + "without it: 'extensions: {pg_nothing: skip}' in strategy.yml"
            ),
            (
                "create table auth.x (id text);",
                "schema.sql:1:14: Postgres says: schema \"auth\" does not exist: where a hosted platform brings 'auth', make "
                    + "what you need of it in a file that runs before: 'schema: [prelude.sql, …]' in strategy.yml"
            ),
        ])
    func remedies(schema: String, message: String) async throws {
        let refusal = try #require(try await Self.refusal(of: ["schema.sql": schema]))
        #expect(refusal.hasSuffix(message), "\(refusal)")
    }

    @Test("Where the schema creates one table alone, that is the one to name")
    func onlyTable() async throws {
        let refusal = try #require(
            try await Self.refusal(of: [
                "schema.sql": "create table subs (id text primary key, updated_idx bigint);",
                "upsert.sql": "insert into subs (id, updated_idx) values (:'id', :'updated_idx');",
            ]))
        #expect(
            refusal.hasSuffix(
                "the schema creates no table stripe.subscriptions, but public.subs alone: write 'table: public.subs'"),
            "\(refusal)")
    }

    @Test(
        "A table or a column of nearly that name is named",
        arguments: [
            (
                "table: Customer",
                "the schema creates no table public.customer, but public.\"Customer\": write 'table: public.\"Customer\"'"
            ),
            ("table: orders", "the schema creates no table public.orders, but app.orders: write 'table: app.orders'"),
            (
                "table: public.contact",
                "the schema creates no table public.contact: did you mean 'table: public.contacts'?"
            ),
            ("table: nothing", "the schema creates no table public.nothing; create it, or name yours under `table:`"),
            (
                "table: public.\"Customer\"\ncolumns: {'\"fullName\"': plan_id}",
                "`columns:` names \"fullName\", but public.Customer has no such column: write fullName, without the quotes"
            ),
            (
                "table: public.\"Customer\"\ncolumns: {fullname: plan_id}",
                "`columns:` names fullname, but public.Customer has no such column: write fullName"
            ),
            (
                "table: public.\"Customer\"\ncolumns: {fullNam: plan_id}",
                "`columns:` names fullNam, but public.Customer has no such column: did you mean fullName?"
            ),
        ])
    func names(settings: String, message: String) async throws {
        let schema = """
            create table "Customer" (id text primary key, "fullName" text);
            create table contacts (id text primary key);
            create schema app;
            create table app.orders (id text primary key);
            """
        let refusal = try #require(
            try await Self.refusal(of: ["schema.sql": schema, "upsert.sql": "select 1;", "strategy.yml": settings]))
        #expect(refusal.hasSuffix(message), "\(refusal)")
    }
}
