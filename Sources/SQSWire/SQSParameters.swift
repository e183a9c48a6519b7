internal import OrderedCollections
internal import Sequin

/// A call's parameters with checks.
struct SQSParameters {
    private let members: OrderedDictionary<String, JSONValue>
    /// Whether numbers come as text, as in a form.
    private let isForm: Bool

    init(_ object: JSONValue, _ wire: SQSProtocol) {
        members = object.members
        isForm = wire == .query
    }

    /// A parameter that is there and not null.
    private func value(_ name: String) -> JSONValue? { members[name] == .null ? nil : members[name] }

    private func wrong(_ name: String, _ wanted: String) -> SQSError { .malformed("\(name) is no \(wanted)") }

    func optionalString(_ name: String) throws(SQSError) -> String? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value else { throw wrong(name, "string") }
        return text
    }

    func string(_ name: String) throws(SQSError) -> String {
        guard let text = try optionalString(name), !text.isEmpty else { throw .missing(name) }
        return text
    }

    func optionalInteger(_ name: String) throws(SQSError) -> Int? {
        switch value(name) {
        case nil: return nil
        case .number(let digits)?:
            guard let number = Int(digits) else { throw wrong(name, "whole number") }
            return number
        case .string(let digits)? where isForm:
            guard let number = Int(digits) else {
                throw .invalid(digits, of: name, reason: "Must be an integer.")
            }
            return number
        default: throw wrong(name, "whole number")
        }
    }

    /// A number in a range.
    func integer(
        _ name: String, in range: ClosedRange<Int>, _ reason: String
    ) throws(SQSError) -> Int? {
        guard let number = try optionalInteger(name) else { return nil }
        guard range.contains(number) else { throw .invalid(number, of: name, reason: reason) }
        return number
    }

    /// A list of strings; empty if it is not there.
    func strings(_ name: String) throws(SQSError) -> [String] {
        guard let value = value(name) else { return [] }
        guard case .array(let elements) = value else { throw wrong(name, "list") }
        var strings: [String] = []
        for element in elements {
            guard case .string(let text) = element else { throw wrong(name, "list of strings") }
            strings.append(text)
        }
        return strings
    }

    /// A map; empty if it is not there.
    func map(_ name: String) throws(SQSError) -> OrderedDictionary<String, JSONValue> {
        guard let value = value(name) else { return [:] }
        guard case .object(let members) = value else { throw wrong(name, "map") }
        return members
    }

    /// A map to strings.
    func stringMap(_ name: String) throws(SQSError) -> OrderedDictionary<String, String> {
        var strings: OrderedDictionary<String, String> = [:]
        for (key, value) in try map(name) {
            guard case .string(let text) = value else { throw wrong(name, "map of strings") }
            strings[key] = text
        }
        return strings
    }

    /// A batch's entries: from one to ten, with ids of their own.
    func entries(_ action: SQSAction) throws(SQSError) -> [(id: String, SQSParameters)] {
        let value = value("Entries") ?? .array([])
        guard case .array(let elements) = value else { throw wrong("Entries", "list") }
        guard !elements.isEmpty else { throw .emptyBatch(action) }
        guard elements.count <= SQSLimits.batch else { throw .tooManyEntries(elements.count) }
        var entries: [(id: String, SQSParameters)] = []
        var seen: Set<String> = []
        for element in elements {
            guard case .object = element else { throw wrong("Entries", "list of structures") }
            let parameters = SQSParameters(element, isForm ? .query : .json)
            let id = try parameters.string("Id")
            guard id.utf8.count <= 80, id.utf8.allSatisfy(\.isEntryIDByte) else { throw .invalidEntryID }
            guard seen.insert(id).inserted else { throw .entryIDRepeated(id) }
            entries.append((id, parameters))
        }
        return entries
    }
}

extension UInt8 {
    fileprivate var isEntryIDByte: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
