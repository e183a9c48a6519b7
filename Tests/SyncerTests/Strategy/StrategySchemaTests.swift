import Sequin
import TestSupport
import Testing

@testable import Syncer

/// The JSON Schema of strategy.yml, by which editors complete it, against what the loader takes.
@Suite(.ownTime) struct StrategySchemaTests {
    @Test func `it has the keys that the loader knows, in all places`() throws {
        let root = try JSONSchema(named: "strategy.schema.json").root
        #expect(root["properties"]?.keys == Set(StrategySettings.keys))
        let collection = try #require(root["$defs"]?["collection"])
        #expect(collection["properties"]?.keys == Set(StrategySettings.RouteSettings.keys))
        for part in [root, collection] { #expect(part["additionalProperties"] == .bool(false)) }
    }

    @Test func `it has the values that the loader knows`() throws {
        let root = try JSONSchema(named: "strategy.schema.json").root
        func values(_ node: ReadJSON?) -> [String] { node?["enum"]?.elements.compactMap(\.text).sorted() ?? [] }
        #expect(values(root["properties"]?["deletes"]) == Deletes.allCases.map(\.rawValue).sorted())
        #expect(values(root["properties"]?["ack"]) == AckPolicy.allCases.map(\.rawValue).sorted())
        #expect(values(root["properties"]?["on_error"]) == ErrorPolicy.allCases.map(\.rawValue).sorted())
        let types = FieldType.allCases.map(\.rawValue)
        #expect(values(root["$defs"]?["fields"]?["additionalProperties"]) == (types + types.map { $0 + "?" }).sorted())
    }
}
