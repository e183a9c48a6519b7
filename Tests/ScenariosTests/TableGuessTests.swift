import Foundation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What a table's catalogue suggests of a strategy for it.
@Suite(.ownTime) struct TableGuessTests {
    /// The guesses of a table: key, version, time, deleted, deletion time, fields, others.
    private static func guesses(_ columns: String) async throws -> [String] {
        let drafted = try await TestServer.run { server in
            try await withFolder { folder in
                let path = "\(folder)/schema.sql"
                try "create table public.t (\(columns));".write(toFile: path, atomically: true, encoding: .utf8)
                let verifier = try await Verifier(
                    server: server.access, loop: server.loop, settings: VerificationSettings())
                defer { verifier.close() }
                return try await verifier.draft(schema: [path], table: TableName(schema: "public", name: "t")).guess
            }
        }
        let single = [drafted.key, drafted.version, drafted.time, drafted.deleted, drafted.deletionTime]
        return single.map { $0?.name ?? "-" }
            + [drafted.fields.map { "\($0.name) \($0.fieldTypeName)" }, drafted.others.map(\.name)].map {
                $0.joined(separator: ", ")
            }
    }

    static let tables: [(columns: String, guesses: [String])] = [
        (
            "id text primary key, email text, updated_idx bigint not null, deleted boolean",
            ["id", "updated_idx", "-", "deleted", "-", "email text?", ""]
        ),
        (
            "id bigserial primary key, user_id text unique not null, content text, ver bigint, created_at timestamptz default now()",
            ["user_id", "ver", "-", "-", "-", "content text?", "id, created_at"]
        ),
        (
            "id uuid primary key default gen_random_uuid(), name varchar(10) not null, updated_at timestamptz, deleted_at timestamptz",
            ["id", "-", "updated_at", "-", "deleted_at", "name text, updated_at timestamp?", "deleted_at"]
        ),
        (
            "tenant text, code text, n numeric(4,1), primary key (tenant, code)",
            ["-", "-", "-", "-", "-", "tenant text, code text, n number?", ""]
        ),
        (
            "id int generated always as identity, key bytea not null unique, big text generated always as ('x' || 'y') stored, tags text[], j jsonb, b boolean, version int",
            ["key", "version", "-", "-", "-", "tags json?, j json?, b boolean?", "id, big"]
        ),
        (
            "n integer, version text, deleted text",
            ["-", "-", "-", "-", "-", "n integer?, version text?, deleted text?", ""]
        ),
    ]

    @Test("Key, version, deletions and fields are guessed by uniqueness, type and name", arguments: tables.indices)
    func guessed(index: Int) async throws {
        let (columns, expected) = Self.tables[index]
        #expect(try await Self.guesses(columns) == expected)
    }

    @Test("A draft finds out the roles and extensions that its schema needs")
    func needs() async throws {
        let draft = try await TestServer.run { server in
            try await withFolder { folder in
                let path = "\(folder)/schema.sql"
                let schema = """
                    create role made_here;
                    create extension pg_nothing;
                    create table t (id text primary key);
                    create policy p on t to met_here using (true);
                    """
                try schema.write(toFile: path, atomically: true, encoding: .utf8)
                let verifier = try await Verifier(
                    server: server.access, loop: server.loop, settings: VerificationSettings())
                defer { verifier.close() }
                return try await verifier.draft(schema: [path], table: TableName(schema: "public", name: "t"))
            }
        }
        #expect(draft.roles == ["made_here", "met_here"])
        #expect(draft.skippedExtensions == ["pg_nothing"])
    }
}
