package import Foundation

/// JSON Schema of draft 2020-12, as far as our schemas need it: a keyword that it does not know is an error, never
/// ignored.
package struct JSONSchema {
    /// The schema itself.
    package let root: ReadJSON

    /// Reads a schema of the documentation.
    package init(named name: String) throws {
        let docs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../docs/\(name)")
        root = try JSONDecoder().decode(ReadJSON.self, from: try Data(contentsOf: docs))
    }

    /// Finds what is wrong with a text, one line for each place.
    package func problems(in data: Data) throws -> [String] {
        problems(try JSONDecoder().decode(ReadJSON.self, from: data), root, at: "$")
    }

    private func problems(_ value: ReadJSON, _ schema: ReadJSON, at path: String) -> [String] {
        guard case .object(let keywords) = schema else { return ["\(path): the schema is no object"] }
        return keywords.sorted { $0.key < $1.key }.flatMap { keyword, argument in
            problems(value, keyword, argument, keywords, at: path)
        }
    }

    private func problems(
        _ value: ReadJSON, _ keyword: String, _ argument: ReadJSON, _ all: [String: ReadJSON], at path: String
    ) -> [String] {
        func complain(_ isGood: Bool) -> [String] { isGood ? [] : ["\(path): \(keyword) \(argument)"] }
        switch keyword {
        case "$schema", "$defs", "title", "description", "then": return []
        case "$ref":
            guard let name = argument.text?.split(separator: "/").last, let target = root["$defs"]?[String(name)] else {
                return ["\(path): \(argument) leads nowhere"]
            }
            return problems(value, target, at: path)
        case "type": return complain(Self.isType(value, argument.text ?? ""))
        case "const": return complain(value == argument)
        case "enum": return complain(argument.elements.contains(value))
        case "minimum":
            guard case .number(let number) = value, case .number(let least) = argument else { return [] }
            return complain(number >= least)
        case "minItems":
            guard case .array(let elements) = value, case .number(let least) = argument else { return [] }
            return complain(Double(elements.count) >= least)
        case "pattern":
            guard let text = value.text, let pattern = argument.text else { return [] }
            return complain(text.range(of: pattern, options: .regularExpression) != nil)
        case "required":
            return argument.elements.compactMap(\.text).filter { value[$0] == nil }.map { "\(path): \($0) is missing" }
        case "properties":
            return argument.keys.sorted().flatMap { key in
                value[key].map { problems($0, argument[key] ?? .null, at: "\(path).\(key)") } ?? []
            }
        case "additionalProperties":
            guard argument == .bool(false) else { return ["\(path): \(keyword) must be false"] }
            let unknown = value.keys.subtracting(all["properties"]?.keys ?? [])
            return unknown.sorted().map { "\(path): \($0) is not documented" }
        case "anyOf":
            let isAny = argument.elements.contains { problems(value, $0, at: path).isEmpty }
            return isAny ? [] : ["\(path): none of \(argument.elements.count) alternatives"]
        case "items":
            return value.elements.enumerated().flatMap { problems($1, argument, at: "\(path)[\($0)]") }
        case "allOf": return argument.elements.flatMap { problems(value, $0, at: path) }
        case "if":
            return problems(value, argument, at: path).isEmpty ? problems(value, all["then"] ?? .null, at: path) : []
        default: return ["\(path): the keyword \(keyword) is not known here"]
        }
    }

    private static func isType(_ value: ReadJSON, _ type: String) -> Bool {
        switch (value, type) {
        case (.object, "object"), (.array, "array"), (.string, "string"), (.bool, "boolean"), (.number, "number"): true
        case (.number(let number), "integer"): number == number.rounded()
        default: false
        }
    }
}
