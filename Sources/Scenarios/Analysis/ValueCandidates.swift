import Bits
import Syncer

/// Values that a column might take, as text: the server says which of them it does.
struct ValueCandidates {
    let column: ColumnFacts
    private let hints: CheckHints

    init(_ column: ColumnFacts) {
        self.column = column
        hints = CheckHints(column.hints)
    }

    /// What a field's values are tried from, the likeliest first; of an array as Postgres writes its own.
    var values: [String] {
        guard column.isArray else { return elements }
        return arrays.map { "{\($0.map(Self.quoted).joined(separator: ","))}" } + ["{}"]
    }

    /// Arrays of one, two and three elements: what reads the first one only is to be seen.
    var arrays: [[String]] {
        let elements = elements
        return elements.indices.map { index in (0...index % 3).map { elements[(index + $0) % elements.count] } }
    }

    /// The same of one element of an array.
    var elements: [String] {
        unique(hints.texts + hints.matches + column.labels + perType + hints.numbers)
    }

    /// What ids are tried from, the likeliest first: many of a kind, each with its number in it.
    var ids: [String] {
        let kinds = hints.matches + hints.texts + column.labels + numbered
        return unique(kinds + perType)
    }

    private func unique(_ all: [String]) -> [String] {
        var seen: Set<String> = []
        return all.filter { seen.insert($0).inserted }
    }

    private static func quoted(_ element: String) -> String {
        "\"" + element.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }

    // MARK: By type

    private var perType: [String] {
        switch column.base {
        case "text", "varchar", "bpchar", "citext", "name": texts
        case "int2", "int4", "int8", "numeric", "float4", "float8", "money", "oid", "xid", "xid8": numbers
        case "bool": ["true", "false"]
        case "uuid": Self.uuids
        case "date": Self.times.map { String($0.prefix(10)) }
        case "timestamp", "timestamptz": Self.times
        case "time", "timetz": ["12:34:56", "00:00:00", "23:59:59.5", "06:30:00"]
        case "interval": ["1 day", "02:30:00", "1 mon", "-1 days", "00:00:00"]
        case "json", "jsonb": Self.documents
        case "bytea": ["\\x41", "\\x00ff10", "plain", "\\x", "\\xdeadbeef"]
        case "inet", "cidr": ["192.0.2.1", "192.0.2.7/32", "198.51.100.0/24", "2001:db8::1"]
        case "macaddr": ["08:00:2b:01:02:03", "08:00:2b:01:02:04", "02:00:00:00:00:01"]
        case "macaddr8": ["08:00:2b:01:02:03:04:05", "08:00:2b:01:02:03:04:06"]
        case "bit", "varbit": bits
        default: Self.everything
        }
    }

    private var texts: [String] {
        var lengths = hints.numbers.compactMap { Int($0) }
        if let length = column.length { lengths.append(length) }
        var sized: [String] = []
        for length in lengths where (1...4_000).contains(length) {
            for size in [length, length - 1, length + 1] where size > 0 {
                for filling in ["x", "B", "7"] { sized.append(String(repeating: filling, count: size)) }
            }
        }
        let likely = hints.texts.flatMap { [$0 + "1", $0 + "a1b2c3d4"] }
        return likely + Self.words + Self.uuids.prefix(3) + sized
    }

    private static let words: [String] = [
        "a", "b", "ab", "ba", "abc", "bcd", "Plain words", "naïve ☃", "it's", "say \"hi\"", "", "null", "A", "B", "AB",
        "USD", "EUR", "GBP", "DE", "FR", "en", "de", "en-US", "1", "2", "12", "123", "1.50", "ada@example.com",
        "grace@example.org", "https://example.com/a", "https://example.org/b?c=d", "+15550100001", "+15550100002",
        "#a1b2c3", "#ffffff", "2024-01-02", "2024-01-02T03:04:05Z", "a-slug", "b-slug", "snake_case", "1.2.3",
        "192.0.2.1", "{}", "[]", "0a1b2c3d", "Europe/Berlin",
    ]

    private var numbers: [String] {
        let bounds = hints.numbers.compactMap { Double($0) }.sorted()
        var near: [Double] = []
        for bound in bounds { near += [bound, bound + 1, bound - 1, bound + 0.5, bound - 0.5, bound * 2, bound / 2] }
        for (low, high) in zip(bounds, bounds.dropFirst()) {
            for quarter in [1.0, 2.0, 3.0] { near.append(low + (high - low) * quarter / 4) }
        }
        var all: [String] = []
        for number in near where abs(number) < 1e15 { all += [Self.digits(number.rounded()), Self.digits(number)] }
        return all + Self.usualNumbers
    }

    private static let usualNumbers: [String] = [
        "1", "2", "3", "5", "10", "42", "99", "100", "0", "-1", "127", "255", "1000", "32767", "-32768", "2147483647",
        "-2147483648", "9007199254740993", "99999999", "0.5", "1.25", "99.99", "0.01", "1.50",
    ]

    private static func digits(_ number: Double) -> String {
        Int(exactly: number).map(String.init) ?? "\(number)"
    }

    private static let times: [String] = [
        "2024-01-03T00:00:00Z", "2024-01-02T12:30:00Z", "2024-02-29T23:59:59Z", "2023-06-01T00:00:00Z",
        "2024-01-04T00:00:00Z", "2030-01-01T00:00:00Z", "1999-12-31T00:00:00Z",
    ]

    private var bits: [String] {
        let length = column.length ?? 4
        return (0..<8).map { number in
            let digits = String(number, radix: 2)
            return String((String(repeating: "0", count: max(0, length - digits.count)) + digits).suffix(length))
        }
    }

    /// For types of which nothing is known: a bit of everything.
    private static let everything: [String] = [
        "[1,5)", "[2,9)", "empty", "[2024-01-01,2024-02-01)", "{[1,5)}", "{}", "(1,2)", "(3,4)", "[(1,2),(3,4)]",
        "((0,0),(1,1))", "((0,0),(1,1),(2,0))", "<(1,2),3>", "{1,2,3}", "'a' 'b'", "'c'", "a & b", "a", "<a/>",
        "<b>c</b>", "0/16B3748", "1", "2", "a=>1", "a.b", "b.c", "2024-01-02", "12:00:00",
    ]

    private static let documents: [String] = [
        #"{"version": 1}"#, "[1]", #"{"a": {"b": ["c"]}}"#, #"{"version": 2}"#, "[2]", #"{"version": 3}"#, "[]", "{}",
    ]

    // MARK: Many of a kind

    private static let uuids = (1...24).map { number in
        let digits = String(UInt64(number), radix: 16)
        return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    private var numbered: [String] {
        let constants = hints.numbers.compactMap { Int($0) }
        let lengths = Set(constants + (column.length.map { [$0] } ?? []) + [6, 10, 14, 18, 27]).sorted()
            .filter { (1...200).contains($0) }
        return (0..<100).flatMap { kinds(number: $0, constants, lengths) }
    }

    private func kinds(number: Int, _ constants: [Int], _ lengths: [Int]) -> [String] {
        let short = String(number + 1)
        var kinds = constants.map { String($0 + number) }
        kinds += [short, "a\(short)", "A\(short)"]
        for text in hints.texts { kinds += [text + short, text + "a1b2c3d4\(short)"] }
        for length in lengths where length >= short.count {
            let zeros = String(repeating: "0", count: length - short.count) + short
            kinds.append(zeros)
            if length > short.count { kinds += ["a" + zeros.dropFirst(), "A" + zeros.dropFirst()] }
        }
        if number < 26 {
            let letter = String(PatternSample.letter(number))
            kinds.append(letter)
            for length in lengths {
                kinds += [
                    String(repeating: letter, count: length), String(repeating: letter.uppercased(), count: length),
                ]
            }
        }
        kinds += ["user\(short)@example.com", "https://example.com/\(short)", "\\x4\(short)", "192.0.2.\(short)"]
        kinds.append("2024-0\(1 + number / 28)-\(number % 28 < 9 ? "0" : "")\(1 + number % 28)")
        return kinds
    }
}
