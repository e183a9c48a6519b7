import Foundation
import Postgres
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// Strategies are SQL that cannot be trusted: what it may not do to the machine, to the server and to the harness.
@Suite(.ownTime) struct PrivilegeTests {
    /// Each would reach beyond the strategy's own database; SQLSTATE 42501 is "insufficient privilege".
    private static let refused = [
        "copy (select 1) to program 'touch /tmp/converge-escaped'", "copy (select 1) to '/tmp/converge-escaped'",
        "create temporary table t (line text); copy t from '/etc/passwd'",
        "create temporary table t (line text); copy t from program 'id'",
        "select pg_read_file('/etc/passwd')", "select pg_read_binary_file('/etc/passwd')", "select pg_ls_dir('/')",
        "select pg_stat_file('/etc/passwd')", "select lo_import('/etc/passwd')", "select lo_export(1, '/tmp/escaped')",
        "select pg_read_file('pg_hba.conf')", "load '/tmp/escaped.so'",
        "create function f() returns int language c as '/tmp/escaped', 'f'",
        "create function f() returns int language internal as 'pg_reload_conf'",
        "alter system set fsync = on", "select pg_reload_conf()", "select pg_rotate_logfile()",
        "select pg_switch_wal()", "checkpoint", "create tablespace t location '/tmp'",
        "set role converge", "set session authorization converge", "alter role converge login",
        "alter role current_user superuser", "alter role current_user createdb", "create role mate superuser",
        "create database other", "grant converge to current_user", "set session_replication_role = replica",
        "set log_lock_waits = off", "set track_activities = off", "set deadlock_timeout = '1h'",
        "create extension dblink", "create extension postgres_fdw", "create extension file_fdw",
        "create event trigger e on ddl_command_start execute function suppress_redundant_updates_trigger()",
        "select * from pg_authid", "alter database postgres set search_path = x", "drop database template1",
        "create or replace function converge_pause.pass() returns trigger language plpgsql as ''",
        "drop schema converge_pause cascade", "alter schema converge_pause rename to mine",
    ]

    /// In the worker's session, where nothing but the worker's own scripts runs, and in the harness's own, into which a
    /// strategy gets by views and triggers.
    @Test(arguments: [ServerAccess.workerRole, ServerAccess.keeperRole])
    func refuses(_ role: String) async throws {
        try await TestServer.run { server in
            let strategy = try TestStrategies.make()
            let scenario = try #require(Catalogue.scenario(named: "overlapping-statements"))
            try await server.withWorld(strategy, scenario) { world in
                let access = try server.access
                let isWorker = role == ServerAccess.workerRole
                let target =
                    isWorker
                    ? access.workerTarget(database: world.database.name)
                    : access.controlTarget(database: world.database.name)
                let session = try await Connection.open(target, on: server.loop)
                defer { session.close() }
                for attempt in Self.refused {
                    // The pause points belong to the harness, and so to the role that it has here.
                    if !isWorker, attempt.contains("converge_pause") || attempt.contains("session_replication") {
                        continue
                    }
                    #expect(try await Self.outcome(of: attempt, on: session) == "42501", "\(role): \(attempt)")
                }
                let own = try await session.run(
                    Statement("select current_user, session_user, current_setting('is_superuser')"))
                #expect(own.rows == [[role, role, "off"]])
                // There is nothing to return to.
                for statement in ["reset role", "reset session authorization", "discard all"] {
                    _ = try await session.run(Statement(statement, prepares: false))
                }
                #expect(try await session.run(Statement("select current_user", prepares: false)).rows == [[role]])
            }
        }
    }

    /// What comes of statements, in a transaction that is rolled back.
    private static func outcome(of statements: String, on session: Connection) async throws -> String {
        var outcome = "done"
        // What may not run in a transaction is tried without.
        let isAlone = ["alter system", "create tablespace", "create database", "drop database"]
            .contains { statements.hasPrefix($0) }
        if !isAlone { _ = try await session.run(Statement("begin", prepares: false)) }
        for statement in statements.split(separator: ";") {
            do {
                _ = try await session.run(Statement(String(statement), prepares: false))
            } catch let error as PostgresError {
                outcome = error.sqlState.rawValue
            }
        }
        if !isAlone { _ = try await session.run(Statement("rollback", prepares: false)) }
        return outcome
    }

    @Test func mayNotEndTheHarnessesSessions() async throws {
        try await TestServer.run { server in
            let scenario = try #require(Catalogue.scenario(named: "in-order"))
            try await server.withWorld(try TestStrategies.make(), scenario) { world in
                let access = try server.access
                let name = world.database.name
                let harness = try await Connection.open(access.controlTarget(database: name), on: server.loop)
                defer { harness.close() }
                let worker = try await Connection.open(access.workerTarget(database: name), on: server.loop)
                defer { worker.close() }
                for function in ["pg_terminate_backend", "pg_cancel_backend"] {
                    let attempt = "select \(function)(\(harness.backendPID))"
                    #expect(try await Self.outcome(of: attempt, on: worker) == "42501")
                }
                #expect(try await harness.run(Statement("select 1")).rows == [["1"]])
            }
        }
    }

    @Test func mayNotGoElsewhere() async throws {
        try await TestServer.run { server in
            let access = try server.access
            for database in ["postgres", "template1"] {
                let error = await #expect(throws: PostgresError.self) {
                    try await Connection.open(access.workerTarget(database: database), on: server.loop).close()
                }
                #expect(error?.sqlState == "42501", "\(database)")
            }
        }
    }

    /// A view that tells who reads it, and a trigger that fires whatever the session says.
    private static let spying = """
        create schema stripe;
        create table stripe.readers (who text, is_superuser text);
        create table stripe.real (id text primary key, updated_idx bigint, deleted boolean);
        create function stripe.spy() returns boolean language plpgsql as $$
        begin
            insert into stripe.readers values (current_user, current_setting('is_superuser'));
            return true;
        end $$;
        create function stripe.spy_on_rows() returns trigger language plpgsql as $$
        begin
            perform stripe.spy();
            return coalesce(new, old);
        end $$;
        create trigger spy before insert or update or delete on stripe.real
            for each row execute function stripe.spy_on_rows();
        alter table stripe.real enable always trigger spy;
        create view stripe.subscriptions as select * from stripe.real where stripe.spy();
        """

    @Test func whatAStrategyHidesInItsSchemaRunsAsNoSuperuser() async throws {
        try await TestServer.run { server in
            let strategy = try TestStrategies.make([
                "schema.sql": Self.spying,
                "upsert.sql": """
                insert into stripe.real as r values (:'id', :'updated_idx', :'deleted')
                on conflict (id) do update set updated_idx = excluded.updated_idx, deleted = excluded.deleted
                where r.updated_idx <= excluded.updated_idx;
                """,
            ])
            let scenario = try #require(Catalogue.scenario(named: "in-order"))
            try await server.withWorld(strategy, scenario) { world in
                #expect(try await world.run().violation == nil)
                let access = try server.access
                let session = try await Connection.open(
                    access.schemaTarget(database: world.database.name), on: server.loop)
                defer { session.close() }
                let readers = try await session.run(
                    Statement("select distinct who, is_superuser from stripe.readers order by 1"))
                #expect(readers.rows == [[ServerAccess.keeperRole, "off"], [ServerAccess.workerRole, "off"]])
            }
        }
    }

    @Test func whatAStrategySetsForItsRoleIsForgotten() async throws {
        try await TestServer.run { server in
            let scenario = try #require(Catalogue.scenario(named: "in-order"))
            let setting = try TestStrategies.make(["session.sql": "alter role current_user set work_mem = '7MB';"])
            try await server.withWorld(setting, scenario) { world in _ = try await world.run() }
            try await server.withWorld(try TestStrategies.make(), scenario) { world in
                let session = try await Connection.open(
                    try server.access.workerTarget(database: world.database.name), on: server.loop)
                defer { session.close() }
                #expect(try await session.run(Statement("show work_mem")).rows != [["7MB"]])
            }
        }
    }
}
