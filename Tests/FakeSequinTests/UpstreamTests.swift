import Foundation
import OrderedCollections
import Sequin
import TestSupport
import Testing

@testable import FakeSequin

@Suite(.ownTime) struct UpstreamTests {
    private static let everyType = Collection(
        slug: "test:thing",
        fields: FieldType.allCases.flatMap { type in
            [Field("\(type)", type), Field("maybe_\(type)", type, isNullable: true)]
        })

    /// Creates three records and changes them 200 times.
    private func busy(_ options: UpstreamOptions) throws -> Upstream {
        var upstream = Upstream(options)
        for record in 0..<3 { _ = try upstream.apply(.create(record)) }
        for step in 0..<200 {
            let record = step % 3
            let isDeleted = try #require(upstream.latest(record)).deleted
            _ = try upstream.apply(isDeleted ? .recreate(record) : step % 17 == 16 ? .delete(record) : .update(record))
        }
        return upstream
    }

    @Test func `plain values are readable`() throws {
        var upstream = Upstream(.init(largestGap: 1, isPlain: true))
        _ = try upstream.apply(.create(0))
        let second = try upstream.apply(.update(0))
        #expect(second.id == "A")
        #expect(second.upstreamID == "up_A")
        #expect(second.collectionSlug == "stripe:subscription")
        #expect(second.updatedIdx == 2)
        #expect(second.upstreamCreatedAt == "2024-01-01T00:01:00Z")
        #expect(second.upstreamUpdatedAt == "2024-01-01T00:02:00Z")
        #expect(second.sync.externalID == "customer_1")
        #expect(second.sync.metadata.text == #"{"tenant":"one"}"#)
        #expect(
            second.data.text == #"{"stripe_customer_id":"stripe_customer_2","plan_id":"plan_2","quantity":2}"#)
        #expect(upstream.truth == [second])
        #expect(upstream.history.map(\.updatedIdx) == [1, 2])
    }

    @Test func `a deletion may have no data and no times, and a return has all its fields`() throws {
        var upstream = Upstream(UpstreamOptions(collections: [Self.everyType], deletionsHaveData: false))
        for round in 0..<20 {
            _ = try upstream.apply(round == 0 ? .create(0) : .recreate(0))
            let gone = try upstream.apply(.delete(0))
            #expect(gone.deleted && gone.data == .object([:]))
            #expect(gone.upstreamCreatedAt == nil && gone.upstreamUpdatedAt == nil)
            #expect(upstream.truth == [gone])
        }
        let backs = upstream.history.filter { !$0.deleted }
        for field in Self.everyType.fields where !field.isNullable {
            #expect(backs.allSatisfy { $0.data.members[field.name] != nil }, "\(field.name)")
        }
    }

    @Test func `a deletion keeps the data, and a return brings new data and a new beginning`() throws {
        var upstream = Upstream()
        let first = try upstream.apply(.create(0))
        let gone = try upstream.apply(.delete(0))
        #expect(gone.deleted)
        #expect(gone.data == first.data)
        #expect(gone.updatedIdx > first.updatedIdx)
        #expect(gone.upstreamCreatedAt == first.upstreamCreatedAt)
        #expect(upstream.truth == [gone], "a deleted record is part of the truth")
        let back = try upstream.apply(.recreate(0))
        #expect(!back.deleted)
        #expect(back.id == first.id)
        #expect(back.data != first.data)
        #expect(back.upstreamCreatedAt == back.upstreamUpdatedAt)
    }

    @Test func `an impossible change is an error, and changes nothing`() throws {
        var upstream = Upstream()
        func reason(_ change: Change) -> ImpossibleChange.Reason? {
            let before = upstream.history
            defer { #expect(upstream.history == before) }
            return #expect(throws: ImpossibleChange.self) { try upstream.apply(change) }?.reason
        }
        #expect(reason(.update(0)) == .isAbsent)
        #expect(reason(.delete(0)) == .isAbsent)
        #expect(reason(.recreate(0)) == .isAbsent)
        #expect(reason(.create(-1)) == .isNegative)
        _ = try upstream.apply(.create(0))
        #expect(reason(.create(0)) == .exists)
        #expect(reason(.recreate(0)) == .isLive)
        _ = try upstream.apply(.delete(0))
        #expect(reason(.create(0)) == .exists)
        #expect(reason(.update(0)) == .isDeleted)
        #expect(reason(.delete(0)) == .isDeleted)
        #expect(
            ImpossibleChange(change: .update(27), reason: .isAbsent).description
                == "Cannot update AB: it was never created.")
    }

    @Test("Each version grows, and changes at least one value", arguments: UInt64(1)...8)
    func versionsDiffer(seed: UInt64) throws {
        for collection in [Self.everyType, .stripeSubscription, .githubIssue] {
            let upstream = try busy(.init(collections: [collection], seed: seed))
            #expect(zip(upstream.history, upstream.history.dropFirst()).allSatisfy { $0.updatedIdx < $1.updatedIdx })
            for id in ["A", "B", "C"] {
                let versions = upstream.history.filter { $0.id == id && !$0.deleted }
                for (old, new) in zip(versions, versions.dropFirst()) {
                    let changed = collection.fields.filter { field in
                        old.data[field.name] ?? .null != new.data[field.name] ?? .null
                    }
                    #expect(!changed.isEmpty, "\(old.data.text) \(new.data.text)")
                }
            }
        }
    }

    @Test func `values keep to their types, and meet the awkward cases`() throws {
        let records = try (UInt64(1)...8).flatMap {
            try busy(.init(collections: [Self.everyType], seed: $0)).history
        }
        var seen: Set<String> = []
        for record in records {
            let data = record.data
            for type in FieldType.allCases {
                #expect(data["\(type)"] ?? .null != .null, "not nullable")
                let maybe = data["maybe_\(type)"]
                seen.insert(maybe == nil ? "absent" : maybe == .null ? "null" : "there")
            }
            guard case .number(let integer) = data["integer"], case .number(let number) = data["number"],
                case .bool = data["boolean"], case .string(let text) = data["text"],
                case .string(let time) = data["timestamp"]
            else {
                Issue.record("wrong type in \(record.data.text)")
                continue
            }
            #expect(Int32(integer) != nil)
            if let number = Int64(number), number > 1 << 53 { seen.insert("beyond double") }
            if text.contains("\"") { seen.insert("quote") }
            if text.contains(":name") { seen.insert("variable") }
            if text.contains("$1") { seen.insert("parameter") }
            if text.isEmpty { seen.insert("empty text") }
            if text != text.lowercased() { seen.insert("capitals") }
            if integer == "0" || number == "0" { seen.insert("zero") }
            if [.object([:]), .array([])].contains(data["json"]) { seen.insert("empty document") }
            if case .object(let members) = data["json"], members["none"] == .null { seen.insert("null member") }
            if time.hasSuffix("-07:30") { seen.insert("zone") }
            if record.sync.externalID == nil { seen.insert("no external id") }
        }
        #expect(seen.count == 14, "\(seen.sorted())")
        #expect(zip(records, records.dropFirst()).contains { $0.upstreamUpdatedAt == $1.upstreamUpdatedAt })
    }

    @Test func `texts are as long, and whole numbers as large, as their columns take them`() throws {
        var shape = RecordShape()
        shape.longTexts["text"] = 40
        shape.largeIntegers = ["integer"]
        let data = try (UInt64(1)...8).flatMap { seed in
            let options = UpstreamOptions(
                collections: [Self.everyType], seed: seed, shapes: [Self.everyType.slug: shape])
            return try busy(options).history.map(\.data)
        }
        let lengths = Set(data.compactMap { if case .string(let text) = $0["text"] { text.count } else { nil } })
        #expect(lengths.max() == 40 && lengths.count > 5)
        let integers = data.compactMap { if case .number(let digits) = $0["integer"] { Int64(digits) } else { nil } }
        #expect(integers.contains { $0 > 1 << 53 } && integers.contains { $0 < -(1 << 53) })
        #expect(integers.allSatisfy { abs($0) < 1 << 53 || Int64(Double($0)) != $0 }, "a double shows")
    }

    @Test func `every reader of JSON keeps plain numbers`() throws {
        for seed in UInt64(1)...8 {
            let options = UpstreamOptions(collections: [Self.everyType], seed: seed, hasPlainNumbers: true)
            for record in try busy(options).history {
                guard case .number(let digits) = record.data["number"], let number = Double(digits) else { continue }
                #expect(digits.filter(\.isNumber).count <= 16 && abs(number) < 0x1p53, "\(digits)")
            }
        }
    }

    @Test func `what it forgets makes no difference`() throws {
        var (patient, forgetful) = (Upstream(UpstreamOptions(seed: 3)), Upstream(UpstreamOptions(seed: 3)))
        for change in [Change.create(0), .create(1), .update(0), .delete(1), .recreate(1), .update(1)] {
            let (one, other) = (try patient.apply(change), try forgetful.apply(change))
            #expect(one == other)
            forgetful.forgetHistory()
        }
        #expect(patient.history.count == 6 && forgetful.history.isEmpty)
        #expect(patient.truth == forgetful.truth)
    }

    @Test func `the same seed gives the same records, another one others`() throws {
        let options = UpstreamOptions(collections: [Self.everyType], seed: 7, idStyle: .uuid)
        let history = try busy(options).history
        #expect(try busy(options).history == history)
        var other = options
        other.seed = 8
        #expect(try busy(other).history != history)
        #expect(
            history[3].data.text
                == #"{"text":"\#u{2028}separator 2","maybe_text":null,"integer":-1000,"maybe_integer":null,"#
                + #""number":-9007199254740993,"boolean":false,"maybe_boolean":false,"#
                + #""timestamp":"2024-01-02T00:00:00Z","maybe_timestamp":"2024-01-02T05:45:00+05:45","#
                + #""json":{"version":2,"none":null,"nested":{"it's \"quoted\"":["  spaced  "]}},"#
                + #""maybe_json":[1,2.50,null,true,[],"e\#u{301} and \#u{e9}"]}"#)
        #expect(history[0].id == "36b26cc4-6437-4081-83aa-f61b4a43cb59", "the same in every process, on every machine")
    }

    @Test("every third version of a record lacks a key that the one before had, or has null there, by construction")
    func missingValues() throws {
        for (fields, wanted) in [
            ([Field("a", .text, isNullable: true), Field("b", .text, isNullable: true)], 2),
            ([Field("a", .integer, isNullable: true), Field("b", .text, isNullable: false)], 1),
        ] {
            for seed in 1...20 as ClosedRange<UInt64> {
                let collection = Collection(slug: "x:y", fields: fields)
                var upstream = Upstream(.init(collections: [collection], seed: seed))
                var kinds: Set<String> = []
                for record in 0..<2 {
                    let first = try upstream.apply(.create(record)).data.members
                    let second = try upstream.apply(.update(record)).data.members
                    _ = try upstream.apply(.delete(record))
                    let third = try upstream.apply(.recreate(record)).data.members
                    let (before, after) = record == 0 ? (first, second) : (second, third)
                    let gone = fields.filter { before[$0.name] != nil && after[$0.name] == nil }
                    let nulled = fields.filter { (before[$0.name] ?? .null) != .null && after[$0.name] == .null }
                    #expect(gone.count + nulled.count >= wanted)
                    if !gone.isEmpty { kinds.insert("gone") }
                    if !nulled.isEmpty { kinds.insert("null") }
                }
                #expect(kinds == ["gone", "null"], "seed \(seed)")
                #expect(upstream.truth[0].upstreamUpdatedAt == upstream.history[2].upstreamUpdatedAt)
            }
        }
    }

    @Test func `versions start where they are told to`() throws {
        for (start, expected) in [(SequenceStart.nine, [Int64(9), 10]), (.ninetyNine, [99, 100])] {
            var upstream = Upstream(.init(sequenceStart: start, largestGap: 1))
            #expect(try [upstream.apply(.create(0)), upstream.apply(.update(0))].map(\.updatedIdx) == expected)
        }
        #expect(try busy(.init(sequenceStart: .guide)).history.allSatisfy { $0.updatedIdx > Int32.max })
        #expect(try busy(.init(sequenceStart: SequenceStart(.max))).history.count == 203)
        let gaps = try busy(.init(largestGap: 5)).history.map(\.updatedIdx)
        #expect(Set(zip(gaps.dropFirst(), gaps).map { $0 - $1 }) == [1, 2, 3, 4, 5])
    }

    @Test func `ids come in three styles, and records spread over collections`() throws {
        #expect([0, 25, 26, 701, 702].map { IDStyle.text.id($0) } == ["A", "Z", "AA", "ZZ", "AAA"])
        #expect(IDStyle.integer.id(0) == "1")
        let uuids = (0..<100).map { IDStyle.uuid.id($0) }
        #expect(Set(uuids).count == 100)
        #expect(uuids.allSatisfy { UUID(uuidString: $0) != nil })
        let upstream = try busy(
            .init(collections: [.stripeSubscription, .githubIssue], idStyle: .integer, upstreamIDStyle: .uuid))
        #expect(upstream.truth.map(\.collectionSlug) == ["stripe:subscription", "github:issue", "stripe:subscription"])
        #expect(upstream.truth.map(\.provider) == ["stripe", "github", "stripe"])
        #expect(upstream.truth.map(\.id) == ["1", "2", "3"])
        #expect(upstream.truth.allSatisfy { $0.upstreamID != $0.id && UUID(uuidString: $0.upstreamID) != nil })
    }

    @Test func `a change is written as its kind and its record`() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(Change.delete(2)), as: UTF8.self)
        #expect(text == #"{"kind":"delete","record":2}"#)
        #expect(try JSONDecoder().decode(Change.self, from: Data(text.utf8)) == .delete(2))
        #expect(Change.recreate(1).description == "recreate B")
    }

    @Test(
        "Times are ISO 8601",
        arguments: [
            (0, 0, "2024-01-01T00:00:00Z"), (59 * 86_400 + 86_399, 0, "2024-02-29T23:59:59Z"),
            (0, -450, "2023-12-31T16:30:00-07:30"), (366 * 86_400, 345, "2025-01-01T05:45:00+05:45"),
        ])
    func times(seconds: Int, offset: Int, text: String) {
        #expect(UTCTime(seconds: seconds).text(offsetMinutes: offset) == text)
    }
}
