import OrderedCollections
import Sequin
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct VariableTests {
    @Test(arguments: [
        (":'a'", "'x'"), (":a", "x"), (":\"a\"", "\"x\""), (":{?a}", "TRUE"), (":{?b}", "FALSE"),
        (":'quote'", "'it''s'"), (":\"quote\"", "\"it's\""), (":quote", "it's"),
        (":'dquote'", "'a\"b'"), (":\"dquote\"", "\"a\"\"b\""),
        (":'slash'", " E'a\\\\b'''"), (":'null'", "NULL"), (":{?null}", "FALSE"), (":null", ":null"), (":b", ":b"),
        (":'empty'", "''"), (":{?empty}", "TRUE"), (":ü1_", "y"), (":'a':'a'", "'x''x'"), (":a:a", "xx"),
        (":'a'::text", "'x'::text"), ("(:'a')", "('x')"), ("a:'a'", "a'x'"),
    ])
    func expandAsInPsql(text: String, expansion: String) async throws {
        let variables: [String: String?] = [
            "a": "x", "quote": "it's", "dquote": "a\"b", "slash": "a\\b'", "null": nil, "empty": "", "ü1_": "y",
        ]
        #expect(try await sent("select \(text) ;", variables) == ["select \(expansion)"])
    }

    @Test func anUndefinedOneIsAnErrorWhereItIsQuoted() async throws {
        for mention in [":'nam'", ":\"nam\""] {
            await #expect {
                _ = try await sent("select 1,\n \(mention);", ["name": "x"])
            } throws: { error in
                "\(error)" == """
                    upsert.sql:2:2: there is no variable 'nam': a variable is a name of the record, a field of its \
                    data, or set by \\gset before
                    """
            }
        }
    }

    /// Where a combining mark follows, Swift takes quote and mark for one character, and Postgres does not.
    @Test func quotesAreDoubledByteForByte() async throws {
        let variables: [String: String?] = ["a": "'\u{301}\\\u{301}", "b": "\"\u{301}", "c": "\r\n'\u{200D}"]
        #expect(
            Array(try await sent("select :'a', :\"b\", :'c'", variables)[0].utf8)
                == Array("select  E'''\u{301}\\\\\u{301}', \"\"\"\u{301}\", '\r\n''\u{200D}'".utf8))
    }

    @Test func nullIsNoName() async throws {
        await #expect {
            _ = try await sent("select :\"a\"", ["a": nil])
        } throws: { error in
            "\(error)" == "upsert.sql:1:8: :\"a\" is NULL, and NULL is no name: test it with \\if :{?a} first"
        }
    }

    @Test func aSplicedValueIsNotReadAgain() async throws {
        #expect(try await sent("select :a;", ["a": "1; select :a"]) == ["select 1; select :a"])
    }

    @Test func aRecordHasTheseNames() throws {
        let variables = Variables(record: .subscription(), collection: .stripeSubscription)
        let expected: [(String, Variables.Value?)] = [
            ("id", .text("r1")), ("collection_slug", .text("stripe:subscription")), ("provider", .text("stripe")),
            ("upstream_id", .text("sub_1")), ("deleted", .text("false")), ("updated_idx", .text("2745327036")),
            ("sync_id", .text("s1")), ("sync_external_id", .text("x")),
            ("sync_metadata", .text(#"{"team":"it's \\ \"ok\" ü"}"#)),
            ("upstream_created_at", .text("2024-01-02T03:04:05Z")),
            ("upstream_updated_at", .text("2024-02-03T04:05:06.789Z")),
            ("stripe_customer_id", .text("cus_'1'\\n$1 😀")), ("quantity", .text("3")), ("sync", nil), ("x", nil),
            ("table_name", nil),
        ]
        for (name, value) in expected { #expect(variables.value(name) == value, "\(name)") }
        #expect(RecordVariables.names.count == 12)
    }

    @Test func aBatchHasArraysOfValuesAsPostgresWritesThem() {
        var odd = Record.subscription(version: 2, data: json(#"{"plan_id": "a\"b\\c,{} NULL", "quantity": 1.25}"#))
        odd.sync.externalID = "NULL"
        var bare = Record.subscription(version: 3, data: json(#"{"plan_id": ["x"], "extra": 1}"#))
        bare.sync.externalID = nil
        bare.sync.metadata = .null
        let variables = Variables(
            batch: BatchVariables(records: [odd, bare], collection: .stripeSubscription), constants: ["table_name": "t"]
        )
        let expected: [(String, Variables.Value?)] = [
            ("id_array", .text(#"{"r1","r1"}"#)), ("updated_idx_array", .text("{2,3}")),
            ("deleted_array", .text("{false,false}")), ("sync_external_id_array", .text(#"{"NULL",NULL}"#)),
            ("sync_metadata_array", .text(#"{"{\"team\":\"it's \\\\ \\\"ok\\\" ü\"}",NULL}"#)),
            ("plan_id_array", .text(#"{"a\"b\\c,{} NULL","[\"x\"]"}"#)), ("quantity_array", .text("{1.25,NULL}")),
            ("table_name", .text("t")), ("id", nil), ("extra_array", nil), ("_array", nil),
        ]
        for (name, value) in expected { #expect(variables.value(name) == value, "\(name)") }
    }

    @Test func nullAndMissingFieldsAreNull() throws {
        var record = Record.subscription(data: json(#"{"plan_id": null, "extra": [true, null]}"#))
        record.sync.externalID = nil
        record.sync.metadata = .null
        record.upstreamCreatedAt = nil
        record.upstreamUpdatedAt = nil
        record.deleted = true
        let variables = Variables(record: record, collection: .stripeSubscription)
        for name in [
            "plan_id", "quantity", "stripe_customer_id", "sync_external_id", "sync_metadata", "upstream_created_at",
            "upstream_updated_at",
        ] {
            #expect(variables.value(name) == .null, "\(name)")
            #expect(!variables.isDefined(name))
        }
        #expect(variables.value("deleted") == .text("true"))
        #expect(variables.value("extra") == .text("[true,null]"))
        #expect(variables.value("data") == .text(#"{"extra":[true,null],"plan_id":null}"#))
    }

    @Test func recordNamesWinOverFields() throws {
        let record = Record.subscription(
            data: json(#"{"id": "other", "deleted": true, "updated_idx": null}"#))
        let variables = Variables(record: record, collection: .stripeSubscription)
        #expect(variables.value("id") == .text("r1"))
        #expect(variables.value("deleted") == .text("false"))
        #expect(variables.value("updated_idx") == .text("2745327036"))
    }

    @Test func constantsWinOverTheRecord() throws {
        let variables = Variables(
            record: .subscription(), collection: .stripeSubscription, constants: ["table_name": "t", "plan_id": "p"])
        #expect(variables.value("table_name") == .text("t"))
        #expect(variables.value("plan_id") == .text("p"))
    }

    @Test func aDeliveryHasVariablesOfItsOwn() throws {
        var delivery = Delivery(ackID: AckID("m7"), record: .subscription(), deliverCount: 2, messageID: "r1@5")
        func texts(_ delivery: Delivery) throws -> [String?] {
            let variables = Variables(delivery: delivery, collection: .stripeSubscription, constants: [:])
            return try ["ack_id", "deliver_count", "message_id", "id"].map { name in
                try variables.parameter(
                    for: Reference(form: .literal, name: name, place: Place(file: "", line: 1, column: 1)))
            }
        }
        #expect(try texts(delivery) == ["m7", "2", "r1@5", "r1"])
        delivery.messageID = nil
        #expect(try texts(delivery) == ["m7", "2", nil, "r1"])
        // A field of that name is the record's own.
        delivery.record.data = .object(["ack_id": .string("mine")])
        #expect(try texts(delivery).first == "mine")
    }

    @Test func aBatchHasArraysOfThem() throws {
        let deliveries = [1, 2].map { number in
            Delivery(ackID: AckID("d\(number)"), record: .subscription(), deliverCount: number)
        }
        let batch = BatchVariables(
            records: deliveries.map(\.record), collection: .stripeSubscription, deliveries: deliveries)
        #expect(batch.value("ack_id_array") == .text(#"{"d1","d2"}"#))
        #expect(batch.value("deliver_count_array") == .text("{1,2}"))
        #expect(batch.value("message_id_array") == .text("{NULL,NULL}"))
        #expect(BatchVariables.names(of: .stripeSubscription).contains("message_id_array"))
    }
}
