import TestSupport
import Testing

@testable import PostgresWire

@Suite(.ownTime) struct RecordFinderTests {
    private static let uuid = "8d3f6c1a-0b52-4e5e-9f00-1c2d3e4f5a6b"
    private static let uuidBytes: [UInt8] = [
        0x8D, 0x3F, 0x6C, 0x1A, 0x0B, 0x52, 0x4E, 0x5E, 0x9F, 0x00, 0x1C, 0x2D, 0x3E, 0x4F, 0x5A, 0x6B,
    ]
    private static let number: [UInt8] = [0, 0, 0, 2, 0x54, 0x0B, 0xE4, 0x01]
    private let finder = RecordFinder(ids: ["sub_1", "10000000001", uuid, "sub_1-b"])

    private func find(_ parameter: [UInt8], isBinary: Bool = true) -> [String] {
        let parameters = [
            WireParameter(bytes: parameter, isBinary: isBinary), WireParameter(bytes: nil, isBinary: false),
        ]
        return finder.ids(
            in: HeldStep(kind: .statements, statements: [HeldStatement(sql: "f($1)", parameters: parameters)]))
    }

    private func find(sql: String) -> [String] {
        finder.ids(in: HeldStep(kind: .statements, statements: [HeldStatement(sql: sql)]))
    }

    @Test("Ids are found as text, in parameters, SQL and JSON")
    func text() {
        #expect(find(Array("sub_1".utf8), isBinary: false) == ["sub_1"])
        #expect(find([1] + Array(#"{"id": "sub_1"}"#.utf8)) == ["sub_1"])
        #expect(find(sql: "insert into t values ('sub_1', 10000000001)") == ["sub_1", "10000000001"])
        #expect(find(sql: "where id = '\(Self.uuid)'") == [Self.uuid])
        #expect(find(sql: "where id = '\(Self.uuid.uppercased())'") == [Self.uuid])
        #expect(find(sql: "where id = '\(Self.uuid.replacing("-", with: ""))'") == [Self.uuid])
    }

    @Test("Inside a longer word there is none, and the longer of two counts")
    func words() {
        #expect(find(sql: "'sub_12' 'xsub_1' '110000000001' '100000000011'") == [])
        #expect(find(sql: "'sub_1-b'") == ["sub_1-b"])
        #expect(find(sql: "'sub_1-c'") == ["sub_1"])
    }

    @Test("Ids are found in binary values, arrays and COPY data")
    func binary() {
        #expect(find(Self.uuidBytes) == [Self.uuid])
        #expect(find([0, 0, 0, 1] + [0, 0, 0, 16] + Self.uuidBytes) == [Self.uuid])
        #expect(find(Self.number) == ["10000000001"])
        #expect(find([0, 0, 0, 8] + Self.number) == ["10000000001"])
        // By chance a longer value may have these bytes.
        #expect(find([1] + Self.number) == [])
        let text = [0, 0, 0, 5] + Array("sub_1".utf8) + [0x61]
        let copy = HeldStep(kind: .copyData, copyData: text + [0, 0, 0, 16] + Self.uuidBytes)
        #expect(finder.ids(in: copy) == ["sub_1", Self.uuid])
    }
}
