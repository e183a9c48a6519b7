import OrderedCollections
import Sequin

/// Makes up the values of a record's fields: awkward ones on purpose, or plain ones.
struct FieldValues {
    let isPlain: Bool
    let record: Int
    /// Counts the record's versions that have values of their own, from 1. Each value but a boolean has it in it, so
    /// that values of different ordinals differ.
    let ordinal: Int
    var generator: SaltedRandom

    init(options: UpstreamOptions, record: Int, ordinal: Int) {
        isPlain = options.isPlain
        self.record = record
        self.ordinal = ordinal
        generator = SaltedRandom(seed: options.seed, 1, UInt64(record), UInt64(ordinal))
    }

    /// The data of a version. At least one field differs from `previous` as a value, not merely as text.
    mutating func data(
        _ fields: [Field], previous: OrderedDictionary<String, JSONValue>
    ) -> OrderedDictionary<String, JSONValue> {
        var data: OrderedDictionary<String, JSONValue> = [:]
        let mustChange = generator.below(fields.count)
        let (becomesNull, disappears) = missing(among: fields)
        for (index, field) in fields.enumerated() {
            let old = previous[field.name]
            if index == becomesNull {
                data[field.name] = .null
            } else if index == disappears {
                continue
            } else if mayStay(old), index != mustChange, generator.oneIn(2) {
                data[field.name] = old
            } else {
                data[field.name] = changed(field, from: old)
            }
        }
        return data
    }

    private func mayStay(_ old: JSONValue?) -> Bool {
        !isPlain && ordinal > 1 && (!precedesMissing || (old != nil && old != .null))
    }

    /// Whether everything must be there now, so that it can go missing in the next version.
    private var precedesMissing: Bool { (ordinal + 1) % 3 == turn }

    /// The one of three versions in which something goes missing: for every other record in the second, else in the third.
    private var turn: Int { record.isMultiple(of: 2) ? 2 : 0 }

    /// Which field becomes null in this version, and of which the key disappears: what chance might leave out for long
    /// happens to every third version of a record. With one nullable field, records differ in which it is.
    private func missing(among fields: [Field]) -> (null: Int?, absent: Int?) {
        guard !isPlain, ordinal % 3 == turn else { return (nil, nil) }
        let nullable = fields.indices.filter { fields[$0].isNullable }
        guard !nullable.isEmpty else { return (nil, nil) }
        let first = record + (ordinal + 1) / 3
        if nullable.count == 1 { return first.isMultiple(of: 2) ? (nil, nullable[0]) : (nullable[0], nil) }
        return (nullable[first % nullable.count], nullable[(first + 1) % nullable.count])
    }

    /// Another value; nil where the key shall be absent. What is null or absent comes back: a table cannot tell the
    /// two apart, so one must not follow the other.
    private mutating func changed(_ field: Field, from old: JSONValue?) -> JSONValue? {
        let isMissing = ordinal > 1 && (old == nil || old == .null)
        if field.isNullable, !isPlain, !isMissing, !precedesMissing {
            switch generator.below(6) {
            case 0: return .null
            case 1: return nil
            default: break
            }
        }
        return value(field, from: old)
    }

    private mutating func value(_ field: Field, from old: JSONValue?) -> JSONValue {
        switch field.type {
        case .text: .string(text(field.name))
        case .integer: .integer(integer())
        case .number: .number(number())
        case .boolean: .bool(old.map { $0 != .bool(true) } ?? generator.oneIn(2))
        case .timestamp: .string(timestamp())
        case .json: json()
        }
    }

    private mutating func text(_ name: String) -> String {
        if isPlain { return (name.hasSuffix("_id") ? String(name.dropLast(3)) : name) + "_\(ordinal)" }
        return "\(generator.element(of: FieldValues.awkward)) \(ordinal)"
    }

    /// Within int4, where the guide keeps quantities.
    private mutating func integer() -> Int {
        if isPlain { return ordinal }
        switch generator.below(4) {
        case 0: return Int(Int32.max) - ordinal
        case 1: return Int(Int32.min) + ordinal
        case 2: return -ordinal
        default: return record % 1_000_000 * 1000 + ordinal
        }
    }

    /// Beyond what a double, or an int4, can hold.
    private mutating func number() -> String {
        if isPlain { return "\(ordinal)" }
        switch generator.below(4) {
        case 0: return String(9_007_199_254_740_991 + ordinal * 2)
        case 1: return "\(ordinal).50"
        case 2: return "-\(ordinal).000000000000000125"
        default: return String(4_294_967_296 + ordinal)
        }
    }

    private mutating func timestamp() -> String {
        let time = UTCTime(seconds: ordinal * 86_400 + record)
        if isPlain { return time.text() }
        return time.text(
            offsetMinutes: generator.element(of: [0, 120, -450, 345]),
            fraction: generator.element(of: ["", ".5", ".123456"]))
    }

    private mutating func json() -> JSONValue {
        if isPlain { return .object(["version": .integer(ordinal)]) }
        let note = JSONValue.string(generator.element(of: FieldValues.awkward))
        switch generator.below(3) {
        case 0: return .array([.integer(ordinal), .number("2.50"), .null, .bool(true), .array([]), note])
        case 1: return .object(["version": .integer(ordinal), "nested": .object(["it's \"quoted\"": .array([note])])])
        default: return .object(["b": note, "a": .object([:]), "version": .number("\(ordinal).0")])
        }
    }

    /// Text that breaks careless quoting, splicing and encoding. No NUL: Postgres has none in text.
    static let awkward = [
        "plain", "", "naïve ☃ 🦆", "e\u{301} and \u{e9}", "say \"hi\"", "it's", "back\\slash \\n", "line\nbreak",
        "tab\tstop", ":name and :'id'", "$1 $$ $tag$", "100% {a,b}", "-- no comment /*", "\u{2028}separator", "null",
        "  spaced  ",
    ]
}
