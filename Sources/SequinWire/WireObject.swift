public import Sequin

/// An object's members with checks: each says where it failed.
public struct WireObject: Sendable {
    private let object: JSONValue
    private let place: String

    /// Looks at a value, which may be no object: then it has no members.
    public init(_ object: JSONValue, at place: String) {
        self.object = object
        self.place = place
    }

    /// A member; nil if it is absent or null.
    public subscript(name: String) -> JSONValue? {
        guard let value = object[name], value != .null else { return nil }
        return value
    }

    /// A member that must be a string.
    public func string(_ name: String) throws(WireError) -> String {
        guard let text = try optionalString(name) else { throw error(name, "is missing") }
        return text
    }

    /// A string; nil if it is absent or null.
    public func optionalString(_ name: String) throws(WireError) -> String? {
        guard let value = self[name] else { return nil }
        guard case .string(let text) = value else { throw error(name, "is no string") }
        return text
    }

    /// A truth value; nil if it is absent or null.
    public func optionalBool(_ name: String) throws(WireError) -> Bool? {
        guard let value = self[name] else { return nil }
        guard case .bool(let bool) = value else { throw error(name, "is neither true nor false") }
        return bool
    }

    /// A member that must be a whole number of 64 bits.
    public func integer(_ name: String) throws(WireError) -> Int64 {
        guard let value = self[name] else { throw error(name, "is missing") }
        guard case .number(let digits) = value, let integer = Int64(digits) else {
            throw error(name, "is no whole number of 64 bits")
        }
        return integer
    }

    /// A member that must be an array.
    public func array(_ name: String) throws(WireError) -> [JSONValue] {
        guard case .array(let elements)? = self[name] else { throw error(name, "is no array") }
        return elements
    }

    /// An error about a member.
    public func error(_ name: String, _ problem: String) -> WireError {
        WireError(place.isEmpty ? name : "\(place).\(name)", problem)
    }
}
