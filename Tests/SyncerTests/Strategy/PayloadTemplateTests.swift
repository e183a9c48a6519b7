import OrderedCollections
import Sequin
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct PayloadTemplateTests {
    private func fill(_ text: String, data: OrderedDictionary<String, JSONValue> = [:]) throws -> String {
        let record = Record(
            id: "r1", collectionSlug: "a:b", provider: "a", upstreamID: "u", deleted: true,
            updatedIdx: 9_007_199_254_740_993,
            sync: .init(id: "s", externalID: nil, metadata: .object(["k": .integer(1)])), upstreamCreatedAt: nil,
            upstreamUpdatedAt: "2026-01-01", data: .object(data))
        let collection = Collection(slug: "a:b", fields: [Field("plan", .text), Field("tags", .json)])
        return try PayloadTemplate(parsing: text, file: "payload.json").filled(
            with: Delivery(ackID: AckID("a1"), record: record, deliverCount: 2, messageID: "m"), of: collection
        ).text
    }

    @Test(
        "A string that is a name and nothing else becomes its JSON value; one inside a string its text",
        arguments: [
            (#"":id""#, #""r1""#), (#"":deleted""#, "true"), (#"":updated_idx""#, "9007199254740993"),
            (#"":upstream_created_at""#, "null"), (#"":sync_metadata""#, #"{"k":1}"#), (#"":deliver_count""#, "2"),
            (#"":plan""#, "null"), (#"":tags""#, #"["x",1.50]"#),
            (#""evt_:{message_id}/:{deleted}:{upstream_created_at}""#, #""evt_m/true""#), (#"":{id}""#, #""r1""#),
            (#""tags :{tags}""#, ##""tags [\"x\",1.50]""##),
            (#"{":id": [":id", {"a": ":id"}, 1.0, null, true]}"#, #"{":id":["r1",{"a":"r1"},1.0,null,true]}"#),
        ])
    func fills(template: String, expected: String) throws {
        let filled = try fill(template, data: ["tags": .array([.string("x"), .number("1.50")])])
        #expect(filled.filter { $0 != " " } == expected.filter { $0 != " " })
    }

    @Test(
        "What is no name stays as it is",
        arguments: [
            #"": id""#, #""at 12:30""#, #"":""#, #"":1a""#, #""a:id""#, #"":id!""#, #"":{}""#, #"":{a b}:{""#,
            #""::id""#,
        ])
    func literal(text: String) throws { #expect(try fill(text) == text) }

    @Test("Its names are those of variables, each once")
    func names() throws {
        let text = #"[":id", "x:{plan}y:{id}", {"a": ":tags", ":no": 1}, "12:30"]"#
        #expect(try PayloadTemplate(parsing: text, file: "p").names == ["id", "plan", "tags"])
    }
}
