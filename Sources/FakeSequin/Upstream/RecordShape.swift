public import OrderedCollections
public import Sequin

/// What a collection's records are like where the types of their fields do not say enough: a table takes only some ids
/// and values, or real payloads are to be used.
public struct RecordShape: Hashable, Sendable, Codable {
    /// The ids, in the order of the records; empty where they are made in a style.
    public var ids: [String] = []
    /// The upstream ids, in the order of the records; empty where they are made in a style.
    public var upstreamIDs: [String] = []
    /// The values that make up each record's id, by field, in the order of the records; empty where ids are not made of
    /// fields.
    public var parts: OrderedDictionary<String, [JSONValue]> = [:]
    /// The values that a field is drawn from.
    public var values: OrderedDictionary<String, [JSONValue]> = [:]
    /// The fields whose values stay with a record, since they are a part of its key.
    public var constants: [String] = []
    /// The fields of which no two records may have the same value.
    public var distinct: [String] = []
    /// How long the texts of a field become, in characters, where they may be longer than usual.
    public var longTexts: OrderedDictionary<String, Int> = [:]
    /// The fields of whole numbers that go beyond what a double keeps.
    public var largeIntegers: [String] = []
    /// Whole objects to take the data from.
    public var samples: [OrderedDictionary<String, JSONValue>] = []
    /// The field that orders a record's versions, where that is one of its own.
    public var version: String?

    /// Creates a shape that says nothing.
    public init() {}

    /// How long a text is, in characters, where nothing but the column limits it.
    public static let longestText = 200

    /// What a field is drawn from by its type alone, or nearly all of it: to try what a column takes.
    ///
    /// - Parameters:
    ///   - field: The field.
    ///   - isDistinct: Whether no two records may have the same value.
    public static func examples(of field: Field, isDistinct: Bool) -> [JSONValue] {
        FieldValues.examples(of: field, isDistinct: isDistinct)
    }

    /// The values of a field that a record may have; nil where the field's type decides.
    func values(of field: String, record: Int) -> [JSONValue]? {
        guard let all = values[field], !all.isEmpty else { return nil }
        guard distinct.contains(field) else { return all }
        return Self.share(of: record, among: all.count, in: Self.shares(of: all)).map { all[$0] }
    }

    /// How many records there may be; nil for any number.
    var mostRecords: Int? {
        let shares = distinct.compactMap { values[$0] }.filter { !$0.isEmpty }.map(Self.shares)
        return ((ids.isEmpty ? [] : [ids.count]) + shares).min()
    }

    /// The samples that a record's versions are taken from.
    func samples(of record: Int) -> [OrderedDictionary<String, JSONValue>] {
        // Two for each record at least, so that one can change.
        let shares = max(1, min(Self.mostShares, samples.count / 2))
        return Self.share(of: record, among: samples.count, in: shares).map { samples[$0] }
    }

    /// Among how many records values are divided that no two of them may share: scenarios have no more.
    private static let mostShares = 4

    private static func shares(of values: [JSONValue]) -> Int { min(mostShares, values.count) }

    /// A record's share of so many things: every fourth, where there are four shares.
    private static func share(of record: Int, among count: Int, in shares: Int) -> [Int] {
        (0..<count).filter { $0 % shares == record % shares }
    }
}
