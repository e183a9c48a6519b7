import Postgres
import Sequin
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct SettingsTests {
    @Test(arguments: ["", "# nothing\n", "~", "---\n"]) func defaultsAreThoseOfTheDocumentation(yaml: String) throws {
        let strategy = try strategy(yaml)
        #expect(strategy.description == nil)
        #expect(
            strategy.routes == [
                Route(collection: .stripeSubscription, table: TableName(schema: "stripe", name: "subscriptions"))
            ])
        #expect(strategy.deletes == .soft)
        #expect(strategy.deletion == .whole)
        #expect(strategy.policy == WorkerPolicy())
        #expect(strategy.policy.retry == ["40001", "40P01", "23505"])
        #expect(strategy.policy.deadline == nil)
        #expect(!strategy.namesTables)
    }

    @Test func everyKeyIsRead() throws {
        let strategy = try strategy(
            """
            description: "one: line"
            table: app."Subs"
            collection: shop:order
            fields: {total: number, paid_at: timestamp?, lines: json}
            columns: {sum: total, version: updated_idx}
            deletes: hard
            deletion: key
            ack: before-apply
            on_error: leave
            retry: [40001, "08006"]
            deadline: 0.5
            expect:
              in-order: holds
              delete-race: {verdict: violated, property: no-resurrection, consumer: fenced}
              late-ack: [{verdict: violated, consumer: sequin-streams}, holds]
            accept:
              late-ack: because of this
            """)
        #expect(strategy.description == "one: line")
        let fields = [Field("total", .number), Field("paid_at", .timestamp, isNullable: true), Field("lines", .json)]
        #expect(
            strategy.routes == [
                Route(
                    collection: Collection(slug: "shop:order", fields: fields),
                    table: TableName(schema: "app", name: "Subs"), columns: strategy.routes[0].columns)
            ])
        #expect(strategy.routes[0].columns.map { "\($0.key)=\($0.value)" } == ["sum=total", "version=updated_idx"])
        #expect(strategy.deletes == .hard)
        #expect(strategy.deletion == .key)
        #expect(strategy.policy.ack == .beforeApply)
        #expect(strategy.policy.onError == .leave)
        #expect(strategy.policy.retry == ["40001", "08006"])
        #expect(strategy.policy.deadline == 0.5)
    }

    @Test func whatIsForAHarnessIsNotJudged() throws {
        let text = "expect: 1\naccept: [nonsense]"
        #expect(try strategy(text).settings == text)
    }

    @Test func collectionsMapToTables() throws {
        let strategy = try strategy(
            """
            collections:
              stripe:subscription: stripe.subscriptions
              shop:order: {table: orders, fields: {total: number}, columns: {sum: total}}
            """)
        #expect(strategy.collections == ["stripe:subscription", "shop:order"])
        #expect(strategy.route(for: "shop:order")?.table == TableName(schema: "public", name: "orders"))
        #expect(strategy.route(for: "github:issue") == nil)
        #expect(strategy.namesTables)
    }

    @Test func aTestCollectionKnowsItsTable() throws {
        let strategy = try strategy("collection: github:issue")
        #expect(strategy.routes[0].table.description == "github.issues")
        #expect(strategy.routes[0].collection == .githubIssue)
    }

    static let errors: [(yaml: String, message: String)] = [
        ("\ndelets: soft", "2:1: there is no key 'delets': did you mean 'deletes'?"),
        (
            "x: 1",
            "1:1: there is no key 'x': use one of description, table, collection, collections, fields, columns, key, version, versions, values, records, schema, roles, extensions, deletes, deletion, batch_failure, ack, on_error, retry, deadline, worker, env, bookkeeping, time, broker, listen, payload, signature, expect, accept"
        ),
        ("- a", "1:1: the file must be a mapping, not a list: write lines such as 'deletes: soft'"),
        ("soft", "1:1: the file must be a mapping, not 'soft': write lines such as 'deletes: soft'"),
        ("[a]: b", "1:1: a key must be a word, not a list"),
        ("ack: a\nack: b", "1:1: the key 'ack' is there twice: keep one"),
        ("a: [", "2:1: it is not YAML: did not find expected node content: check the indentation and quotes there"),
        (
            "a: 1\n\tb: 2",
            "2:1: it is not YAML: found a tab character that violates indentation: check the indentation and quotes there"
        ),
        ("deletes: hart", "1:10: 'deletes' cannot be 'hart': did you mean 'hard'?"),
        ("deletes: [hard]", "1:10: 'deletes' must be a text, not a list: use one of hard, soft, never"),
        ("deletes:", "1:9: 'deletes' must be a text, not empty: use one of hard, soft, never"),
        (
            "deletes: never\ndeletion: key",
            "2:1: with 'deletes: never' there are no deletions whose payload 'deletion' could describe: remove the one or the other"
        ),
        ("deletion: keys", "1:11: 'deletion' cannot be 'keys': did you mean 'key'?"),
        ("ack: never", "1:6: 'ack' cannot be 'never': use one of after-commit, before-apply"),
        ("on_error: retry", "1:11: 'on_error' cannot be 'retry': use one of nack, leave, ack"),
        ("description: |\n  a\n  b", "1:14: 'description' must be one line: write more in a README beside it"),
        ("description: {a: b}", "1:14: 'description' must be a text, not a mapping: write one line about the strategy"),
        ("table: a.b.c", "1:8: 'a.b.c' is not a table's name: write schema.table, such as stripe.subscriptions"),
        (
            "collection: orders",
            "1:13: 'orders' is not a collection's slug: write provider:kind, such as stripe:subscription"
        ),
        (
            "collection: shop:order\nfields: {a: text}",
            "1:13: the table of 'shop:order' is not known: name it: 'table: schema.table'"
        ),
        ("fields: {a: txt}", "1:13: the field 'a' cannot have the type 'txt': did you mean 'text'?"),
        (
            "fields: {a: \"?\"}",
            "1:13: the field 'a' cannot have the type '?': use one of text, integer, number, boolean, timestamp, json"
        ),
        ("fields: {a-b: text}", "1:10: the field 'a-b' cannot be a variable: use letters, digits and _ only"),
        (
            "fields: {id: text}",
            "1:10: the field 'id' would be hidden by the record's own 'id': leave it out; scripts can read it from :'data'"
        ),
        ("fields: text", "1:9: 'fields' must be a mapping, not 'text': write 'name: type'"),
        (
            "columns: {plan: plan_idd}",
            "1:17: the column 'plan' cannot hold 'plan_idd', which is no field of 'stripe:subscription': did you mean 'plan_id'?"
        ),
        (
            "columns: {plan: [a]}",
            "1:17: 'columns.plan' must be a text, not a list: name the field that the column 'plan' holds"
        ),
        ("collections: {}", "1:14: 'collections' is empty: write 'slug: table'"),
        (
            "collections: {a: b}",
            "1:18: 'a' is not a collection's slug: write provider:kind, such as stripe:subscription"
        ),
        ("collections: {'a:b': {tabel: x}}", "1:23: there is no key 'tabel': did you mean 'table'?"),
        (
            "collections: {'a:b': c}\ntable: x",
            "2:1: 'table' and 'collections' exclude each other: write it under the collection: 'collections: {slug: {table: …, fields: …, columns: …}}'"
        ),
        (
            "records: [a]",
            "1:10: 'records' must be a text, not a list: name a file of JSON objects, one a line, such as samples.jsonl"
        ),
        ("records: nowhere.jsonl", "1:10: there is no file 'nowhere.jsonl': name a file that exists"),
        (
            "schema: {a: b}",
            "1:9: 'schema' must be a text, not a mapping: name a file or a folder, such as schema.sql, or a list of them"
        ),
        ("schema: []", "1:9: 'schema' is empty: name a file or a folder, such as schema.sql, or a list of them"),
        ("schema: [schema.sql, nowhere]", "1:22: there is no schema at 'nowhere': name a file or a folder that exists"),
        (
            "roles: anon",
            "1:8: 'roles' must be a list, not 'anon': write roles in brackets, such as [anon, authenticated]"
        ),
        ("roles: [pg_monitor]", "1:9: the role 'pg_monitor' is Postgres's own: leave it out"),
        ("roles: [syncer]", "1:9: the role 'syncer' is converge's own: name it otherwise in the schema"),
        ("extensions: [pg_cron]", "1:13: 'extensions' must be a mapping, not a list: write 'name: skip'"),
        ("extensions: {pg_cron: no}", "1:23: 'extensions.pg_cron' cannot be 'no': write skip, or leave it out"),
        (
            "batch_failure: whole",
            "1:1: there is no batch.sql whose failure 'batch_failure' could be about: write one, or leave the key out: without it each record is applied by itself"
        ),
        ("schema: nowhere", "1:9: there is no schema at 'nowhere': name a file or a folder that exists"),
        (
            "retry: 40001",
            "1:8: 'retry' must be a list, not '40001': write SQLSTATEs in brackets, such as [\"40001\", \"40P01\"]"
        ),
        ("retry: [40p01]", "1:9: '40p01' is not an SQLSTATE: write five digits and capitals, such as \"40P01\""),
        ("retry: [4000]", "1:9: '4000' is not an SQLSTATE: write five digits and capitals, such as \"40P01\""),
        ("deadline: 0", "1:11: 'deadline' cannot be '0': write a fraction of ackWait, such as 0.75"),
        ("deadline: 45", "1:11: 'deadline' cannot be '45': write a fraction of ackWait, such as 0.75"),
        ("deadline: nan", "1:11: 'deadline' cannot be 'nan': write a fraction of ackWait, such as 0.75"),
        ("deadline: 30s", "1:11: 'deadline' cannot be '30s': write a fraction of ackWait, such as 0.75"),
    ]

    @Test(arguments: errors.indices) func whateverIsWrongIsSaid(index: Int) throws {
        let (yaml, message) = Self.errors[index]
        let error = try settingsError(yaml)
        #expect(error == "my/strategy.yml:\(message)")
    }
}
