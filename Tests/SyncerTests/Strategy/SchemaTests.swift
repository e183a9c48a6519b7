import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct SchemaTests {
    private func schema(_ text: String) throws -> [String] {
        try strategy("", ["schema.sql": text]).schema.map(\.sql)
    }

    @Test func isCutIntoStatementsWithTheirPlaces() throws {
        let statements = try strategy(
            "",
            [
                "schema.sql":
                    "-- a\ncreate table t (a text default ':x;');\n\ncreate function f() returns void as $$;$$ language sql"
            ]
        ).schema
        #expect(statements.map(\.origin) == ["schema.sql:2", "schema.sql:4"])
        #expect(statements[0].sql == "create table t (a text default ':x;')")
    }

    @Test func variablesAreNone() throws {
        #expect(
            try schema("select :a, :'b', :\"c\", '{1}'::int[], a[1:2];") == [
                "select :a, :'b', :\"c\", '{1}'::int[], a[1:2]"
            ])
    }

    @Test func severalFilesAndFoldersRunInTheirOrder() throws {
        let strategy = try strategy(
            "schema: [prelude.sql, migrations/, schema.sql]",
            [
                "prelude.sql": "select 1;", "migrations/2.sql": "select 3;", "migrations/1.sql": "select 2;",
                "schema.sql": "select 4;",
            ])
        #expect(strategy.schema.map(\.sql) == ["select 1", "select 2", "select 3", "select 4"])
        #expect(strategy.schema.map(\.origin) == ["prelude.sql:1", "1.sql:1", "2.sql:1", "schema.sql:1"])
    }

    @Test func whatStrategyYmlNamesIsLeftOut() throws {
        let text = """
            create role anon nologin noinherit;
            create role if not exists "Some Role";
            alter role anon set statement_timeout = '3s';
            drop role if exists anon;
            create extension if not exists pg_cron with schema extensions;
            create extension "uuid-ossp";
            drop extension if exists pg_cron;
            create extension citext;
            create publication everything for all tables;
            alter publication platform_realtime add table anon;
            drop publication if exists platform_realtime;
            alter table anon add column pg_cron text;
            """
        let strategy = try strategy(
            "roles: [anon, Some Role]\nextensions: {pg_cron: skip, uuid-ossp: skip}", ["schema.sql": text])
        #expect(strategy.roles == ["anon", "Some Role"])
        #expect(strategy.schema.map(\.sql) == ["create extension citext", "alter table anon add column pg_cron text"])
    }

    static let dump = """
        --
        -- PostgreSQL database dump
        --

        \\restrict abcDEF123

        SET statement_timeout = 0;
        SET transaction_timeout = 0;
        SELECT pg_catalog.set_config('search_path', '', false);
        CREATE SCHEMA app;
        ALTER SCHEMA app OWNER TO somebody;
        CREATE SCHEMA public;
        ALTER SCHEMA public OWNER TO pg_database_owner;
        CREATE EXTENSION IF NOT EXISTS plpgsql WITH SCHEMA pg_catalog;
        COMMENT ON EXTENSION plpgsql IS 'procedural; language';
        CREATE TABLE app.orders (
            id text NOT NULL,
            total numeric
        );
        ALTER TABLE ONLY app.orders OWNER TO "Some Body";
        COMMENT ON TABLE app.orders IS 'owner to; nobody';
        ALTER TABLE ONLY app.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
        GRANT ALL ON TABLE app.orders TO nobody_here;
        REVOKE ALL ON SCHEMA app FROM PUBLIC;
        ALTER DEFAULT PRIVILEGES FOR ROLE x IN SCHEMA app GRANT ALL ON TABLES TO x;
        CREATE SUBSCRIPTION s CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false);

        \\unrestrict abcDEF123

        """

    static let errors: [(text: String, message: String)] = [
        ("select 1;\n\\connect x", "2:1: \\connect cannot stand in a schema: dump one database, without --create"),
        ("\\i other.sql", "1:1: \\i cannot stand in a schema: write SQL only"),
        ("select 1 \\gset", "1:10: there is a \\ inside a statement: end the statement with ; first"),
        (
            "create  database x;",
            "1:1: 'create database' reaches beyond the throwaway database: leave it out of the schema"
        ),
        (
            "\n alter role x login",
            "2:2: 'alter role' reaches beyond the throwaway database: name the role under 'roles:' in strategy.yml, or leave it out of the schema"
        ),
        (
            "alter system set a = 1",
            "1:1: 'alter system' reaches beyond the throwaway database: leave it out of the schema"
        ),
        (
            "COPY t (a) FROM stdin;\n1\n\\.\n",
            "1:1: 'copy … from stdin' cannot stand in a schema: dump with --schema-only"
        ),
        ("create table t (a text default 'x)", "1:32: this string never ends: close it with '"),
    ]

    @Test(arguments: errors.indices) func refusesWhatAThrowawayDatabaseMustNotTake(index: Int) throws {
        let (text, message) = Self.errors[index]
        #expect(try settingsError("", schema: text) == "my/schema.sql:\(message)")
    }

    @Test(arguments: [
        (["10_b.sql", "9_a.sql", "001.sql"], ["001.sql", "9_a.sql", "10_b.sql"]),
        (
            ["V1.10__c.sql", "V1.9__b.sql", "V1__a.sql", "R__view.sql", "U1__a.sql", "init.sql", "V2__d.sql"],
            ["V1__a.sql", "V1.9__b.sql", "V1.10__c.sql", "V2__d.sql", "init.sql", "R__view.sql"]
        ),
        (["1_a.up.sql", "1_a.down.sql", "2_b.up.sql"], ["1_a.up.sql", "2_b.up.sql"]),
        (["20240102030405_a.sql", "20231231235959_b.sql"], ["20231231235959_b.sql", "20240102030405_a.sql"]),
        (
            ["2024-01-02-x/up.sql", "2024-01-02-x/down.sql", "2023-05-05-y/up.sql"],
            ["2023-05-05-y/up.sql", "2024-01-02-x/up.sql"]
        ),
        (
            ["20240102_a/migration.sql", "migration_lock.toml", "b.sql", "a.sql"],
            ["20240102_a/migration.sql", "a.sql", "b.sql"]
        ),
    ])
    func migrationsComeInOrder(files: [String], order: [String]) throws {
        var all = ["upsert.sql": "select 1", "strategy.yml": "schema: migrations"]
        for file in files { all["migrations/\(file)"] = "select '\(file)';" }
        try withFolder(all) { folder in
            let schema = try Strategy.load(folder: folder).schema
            #expect(schema.map(\.sql) == order.map { "select '\($0)'" })
            #expect(schema.map(\.origin) == order.map { "\($0):1" })
        }
    }

    @Test(arguments: [
        "-- +goose Up\nselect 1;\n-- +goose StatementBegin\nselect 2;\n-- +goose StatementEnd\n-- +goose Down\nselect 3;",
        "-- migrate:up\nselect 1;\n\nselect 2;\n-- migrate:down transaction:false\nselect 3;",
        "--+migrate Down\nselect 3;\n-- +migrate Up\nselect 1;select 2;",
        "select 1;\nselect 2; -- migrate:down is not here",
        "-- +goose Up\r\nselect 1;\r\nselect 2;\r\n-- +goose Down\r\nselect 3;\r\n",
    ])
    func onlyTheUpPartsCount(text: String) throws {
        try withFolder(["upsert.sql": "select 1", "strategy.yml": "schema: m", "m/1.sql": text]) { folder in
            let schema = try Strategy.load(folder: folder).schema
            #expect(schema.map { String($0.sql.prefix(8)) } == ["select 1", "select 2"])
        }
    }

    @Test func aFolderWithoutMigrationsIsAnError() throws {
        #expect(
            try loadError(["upsert.sql": "select 1", "strategy.yml": "schema: m", "m/a.down.sql": ""])
                == "my/m: there are no migrations in it: name a folder that holds *.sql files")
        #expect(
            try loadError(["upsert.sql": "select 1", "strategy.yml": "schema: m", "m/a.sql": "\n\\x"])
                == "my/m/a.sql:2:1: \\x cannot stand in a schema: write SQL only")
    }
}
