import OrderedCollections
import Sequin

/// Makes up the values of a record's fields: awkward ones on purpose, or plain ones.
struct FieldValues {
    let isPlain: Bool
    private let hasPlainNumbers: Bool
    let record: Int
    /// Counts the record's versions that have values of their own, from 1. Each value that is made up by its type alone
    /// has it in it, so that values of different ordinals differ; but for a boolean, and for what is empty.
    let ordinal: Int
    let shape: RecordShape
    var generator: SaltedRandom
    /// Whether all fields but one stay as they are. With few fields that happens by itself.
    private var changesOne = false
    private let id: String

    init(options: UpstreamOptions, record: Int, ordinal: Int) {
        isPlain = options.isPlain
        hasPlainNumbers = options.hasPlainNumbers
        self.record = record
        self.ordinal = ordinal
        shape = options.shape(of: record)
        id = options.id(of: record)
        generator = SaltedRandom(seed: options.seed, 1, UInt64(record), UInt64(ordinal))
        guard !isPlain, ordinal > 2, options.collection(of: record).fields.count > 3 else { return }
        var kind = SaltedRandom(seed: options.seed, 4, UInt64(record), UInt64(ordinal))
        changesOne = kind.oneIn(3)
    }

    /// The data of a version. At least one field differs from `previous` as a value, not merely as text, unless the
    /// table takes one value only of each.
    mutating func data(
        _ fields: [Field], previous: OrderedDictionary<String, JSONValue>
    ) -> OrderedDictionary<String, JSONValue> {
        if !shape.samples.isEmpty { return sample(unlike: previous) }
        var data: OrderedDictionary<String, JSONValue> = [:]
        let mustChange = chosen(generator.below(fields.count), of: fields)
        let (becomesNull, disappears) = missing(among: fields)
        let changesOne = changesOne && becomesNull == nil && disappears == nil && !precedesMissing
        for (index, field) in fields.enumerated() {
            let old = previous[field.name]
            if let parts = shape.parts[field.name], parts.indices.contains(record) {
                data[field.name] = parts[record]
            } else if ordinal > 1, let old, shape.constants.contains(field.name) {
                data[field.name] = old
            } else if index == becomesNull {
                data[field.name] = .null
            } else if index == disappears {
                continue
            } else if changesOne, index != mustChange {
                data[field.name] = old
            } else {
                let stays = mayStay(old) && index != mustChange && generator.oneIn(2)
                let drawn = stays ? old : changed(field, from: old)
                data[field.name] = drawn.map { movedBack($0, field, from: old) }
            }
        }
        return data
    }

    /// The field that changes in any case: the one that was drawn, or the next that can.
    private func chosen(_ drawn: Int, of fields: [Field]) -> Int? {
        let turns = fields.indices.map { (drawn + $0) % fields.count }
        return turns.first { index in
            let name = fields[index].name
            return !shape.constants.contains(name) && name != shape.version
                && shape.values(of: name, record: record)?.count != 1
        }
    }

    /// A sample, with the record's own id in place of its id, and what is a part of the record's key as it was.
    private mutating func sample(
        unlike previous: OrderedDictionary<String, JSONValue>
    ) -> OrderedDictionary<String, JSONValue> {
        let all = shape.samples(of: record).map { sample in
            var sample = sample
            switch sample["id"] {
            case .string: sample["id"] = .string(id)
            case .number: sample["id"] = Int64(id).map { .integer($0) } ?? .string(id)
            case .null, .bool, .array, .object, nil: break
            }
            for name in shape.constants { if let old = previous[name] { sample[name] = old } }
            for (name, parts) in shape.parts where parts.indices.contains(record) { sample[name] = parts[record] }
            return sample
        }
        if isPlain { return all[(ordinal - 1) % all.count] }
        let others = all.filter { $0 != previous }
        return generator.element(of: others.isEmpty ? all : others)
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
        let nullable = fields.indices.filter { fields[$0].isNullable && mayBeNull(fields[$0].name) }
        guard !nullable.isEmpty else { return (nil, nil) }
        let first = record + (ordinal + 1) / 3
        if nullable.count == 1 { return first.isMultiple(of: 2) ? (nil, nullable[0]) : (nullable[0], nil) }
        return (nullable[first % nullable.count], nullable[(first + 1) % nullable.count])
    }

    /// Another value; nil where the key shall be absent. What is null or absent comes back: a table cannot tell the
    /// two apart, so one must not follow the other.
    private mutating func changed(_ field: Field, from old: JSONValue?) -> JSONValue? {
        let isMissing = ordinal > 1 && (old == nil || old == .null)
        if field.isNullable, mayBeNull(field.name), !isPlain, !isMissing, !precedesMissing {
            switch generator.below(6) {
            case 0: return .null
            case 1: return nil
            default: break
            }
        }
        return value(field, from: old)
    }

    /// In a record's second version what grows elsewhere is below what it was, whatever was drawn: a guard that compares
    /// such a field takes that version for an older one.
    private func movedBack(_ drawn: JSONValue, _ field: Field, from old: JSONValue?) -> JSONValue {
        guard !isPlain, ordinal == 2, let old, drawn != .null, field.name != shape.version,
            !shape.constants.contains(field.name), !shape.distinct.contains(field.name)
        else { return drawn }
        if let all = shape.values(of: field.name, record: record) {
            return drawn.isBelow(old) ? drawn : all.first { $0.isBelow(old) } ?? drawn
        }
        guard !drawn.isBelow(old), case .number(let digits) = old else {
            return field.type == .timestamp && drawn == old ? .string(UTCTime(seconds: 86_400 + record).text()) : drawn
        }
        if field.type == .number { return .number(hasPlainNumbers ? "-9007199254740991" : "-9007199254740993") }
        let least = shape.largeIntegers.contains(field.name) ? Int.min / 2 : Int(Int32.min)
        return Int(digits).map { .integer(max($0 - 1000, least)) } ?? drawn
    }

    /// What is a part of a key, or orders versions, is always there.
    private func mayBeNull(_ name: String) -> Bool { !shape.constants.contains(name) && name != shape.version }

    private mutating func value(_ field: Field, from old: JSONValue?) -> JSONValue {
        if let all = shape.values(of: field.name, record: record) {
            if isPlain { return all[(record + ordinal - 1) % all.count] }
            let others = all.filter { $0 != old }
            return generator.element(of: others.isEmpty ? all : others)
        }
        if shape.distinct.contains(field.name) {
            switch field.type {
            case .text: return .string("\(text(field.name))_\(RecordName.letters(record))")
            case .integer, .number: return .integer(record % 1_000_000 * 1000 + ordinal)
            case .timestamp: return .string(UTCTime(seconds: record * 86_400 + ordinal).text())
            case .json:
                return .object(["record": .string(RecordName.letters(record)), "version": .integer(ordinal)])
            case .boolean: break
            }
        }
        if !isPlain, generator.oneIn(8), let empty = empty(field.type), empty != old { return empty }
        return switch field.type {
        case .text: .string(text(field.name))
        case .integer: .integer(integer(isLarge: shape.largeIntegers.contains(field.name)))
        case .number: .number(number())
        case .boolean: .bool(old.map { $0 != .bool(true) } ?? generator.oneIn(2))
        case .timestamp: .string(timestamp())
        case .json: json()
        }
    }

    /// What a careless script takes for a value that is missing.
    private mutating func empty(_ type: FieldType) -> JSONValue? {
        switch type {
        case .text: .string("")
        case .integer, .number: .integer(0)
        case .json: generator.oneIn(2) ? .object([:]) : .array([])
        case .boolean, .timestamp: nil
        }
    }

    private mutating func text(_ name: String) -> String {
        if isPlain { return (name.hasSuffix("_id") ? String(name.dropLast(3)) : name) + "_\(ordinal)" }
        if let length = shape.longTexts[name], generator.oneIn(8) {
            // What cuts it shows, since the end is missing, and so does what mixes two versions.
            return String(("\(ordinal) " + String(repeating: "long ", count: length)).prefix(length - 1)) + "."
        }
        return "\(generator.element(of: FieldValues.awkward)) \(ordinal)"
    }

    /// Within int4, where the guide keeps quantities, unless it may be large: then beyond what a double holds.
    private mutating func integer(isLarge: Bool) -> Int {
        if isPlain { return ordinal }
        switch generator.below(4) {
        case 0: return isLarge ? Self.beyondDoubles + ordinal * 2 : Int(Int32.max) - ordinal
        case 1: return isLarge ? -Self.beyondDoubles - ordinal * 2 : Int(Int32.min) + ordinal
        case 2: return -ordinal
        default: return record % 1_000_000 * 1000 + ordinal
        }
    }

    /// The first whole number that a double cannot hold; like all odd ones behind it.
    private static let beyondDoubles = 9_007_199_254_740_993

    /// Beyond what an int4, or a double, can hold.
    private mutating func number() -> String {
        if isPlain { return "\(ordinal)" }
        switch generator.below(4) {
        case 0: return String(Self.beyondDoubles + (hasPlainNumbers ? -ordinal - 2 : ordinal * 2))
        case 1: return "\(ordinal).50"
        case 2: return hasPlainNumbers ? "-\(ordinal).00125" : "-\(ordinal).000000000000000125"
        default: return String(4_294_967_296 + ordinal)
        }
    }

    /// Every other version is earlier than the one before it: a guard that compares a time of the API's takes that for
    /// an older version.
    private mutating func timestamp() -> String {
        let time = UTCTime(seconds: (((ordinal + 1) ^ 1) - 1) * 86_400 + record)
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
        case 1:
            return .object([
                "version": .integer(ordinal), "none": .null, "nested": .object(["it's \"quoted\"": .array([note])]),
            ])
        default: return .object(["b": note, "a": .object([:]), "version": .number("\(ordinal).0")])
        }
    }

    /// What a field is drawn from by its type alone, or nearly all of it: to try what a column takes.
    static func examples(of field: Field, isDistinct: Bool) -> [JSONValue] {
        var shape = RecordShape()
        if isDistinct { shape.distinct = [field.name] }
        var all: Set<JSONValue> = []
        var ordered: [JSONValue] = []
        for isPlain in [true, false] {
            for ordinal in 1...100 {
                let options = UpstreamOptions(
                    collections: [Collection(slug: "a:b", fields: [field])], isPlain: isPlain, shapes: ["a:b": shape])
                var values = FieldValues(options: options, record: ordinal % 3, ordinal: ordinal)
                let value = values.value(field, from: nil)
                if all.insert(value).inserted { ordered.append(value) }
            }
        }
        return ordered
    }

    /// Text that breaks careless quoting, splicing and encoding. No NUL: Postgres has none in text.
    static let awkward = [
        "Plain Words", "", "naïve ☃ 🦆", "e\u{301} and \u{e9}", "say \"Hi\"", "it's", "back\\slash \\n", "line\nbreak",
        "tab\tstop", ":name and :'id'", "$1 $$ $tag$", "100% {a,b}", "-- no comment /*", "\u{2028}separator", "null",
        "  spaced  ",
    ]
}

extension JSONValue {
    /// Whether a number is below another, or a text before another.
    fileprivate func isBelow(_ other: JSONValue) -> Bool {
        switch (self, other) {
        case (.number(let one), .number(let two)):
            if let one = Int64(one), let two = Int64(two) { return one < two }
            return Double(one) ?? 0 < Double(two) ?? 0
        case (.string(let one), .string(let two)): return one < two
        default: return false
        }
    }
}
