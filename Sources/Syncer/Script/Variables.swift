import Postgres
public import Sequin

/// The values that a script's variables have: psql's variables, plus NULL, which psql does not have.
///
/// A record's values are worked out when a script asks for them, so that what it never mentions costs nothing.
public struct Variables: Sendable {
    /// A variable's value.
    enum Value: Hashable, Sendable {
        case null
        case text(String)
    }

    /// What `\gset` has done: nil is unset.
    private var assigned: [String: Value?] = [:]
    private var constants: [String: Value]
    private let record: RecordVariables?
    private let batch: BatchVariables?
    private let delivery: Delivery?

    /// Variables with these values; nil is NULL.
    public init(_ values: [String: String?] = [:]) {
        constants = values.mapValues { $0.map(Value.text) ?? .null }
        record = nil
        batch = nil
        delivery = nil
    }

    /// The variables of a record: its own names, and the top-level fields of its data.
    ///
    /// - Parameters:
    ///   - record: The record.
    ///   - collection: Says which fields are NULL where the data lacks them.
    ///   - constants: Further variables, which win over the record's.
    public init(record: Record, collection: Collection, constants: [String: String] = [:]) {
        self.constants = constants.mapValues(Value.text)
        self.record = RecordVariables(record: record, collection: collection)
        batch = nil
        delivery = nil
    }

    /// The variables of a delivery: those of its record, and what else the consumer says.
    init(delivery: Delivery, collection: Collection, constants: [String: String]) {
        self.constants = constants.mapValues(Value.text)
        record = RecordVariables(record: delivery.record, collection: collection)
        batch = nil
        self.delivery = delivery
    }

    /// The variables of a batch: `records`, and an array for each name that a record has.
    init(batch: BatchVariables, constants: [String: String]) {
        self.constants = constants.mapValues(Value.text)
        self.batch = batch
        record = nil
        delivery = nil
    }

    /// The value; nil where there is no such variable.
    func value(_ name: String) -> Value? {
        if !assigned.isEmpty, let value = assigned[name] { return value }
        return constants[name] ?? record?.value(name) ?? batch?.value(name)
            ?? delivery.flatMap { DeliveryVariables.value(name, of: $0) }
    }

    /// Whether `:{?name}` is true: there is a value, and it is not NULL.
    func isDefined(_ name: String) -> Bool {
        if case .text = value(name) { true } else { false }
    }

    /// Sets a variable as `\gset` does; nil unsets it.
    mutating func assign(_ text: String?, to name: String) {
        assigned[name] = .some(text.map(Value.text))
    }

    /// Whether `\gset` has unset the variable.
    private func isUnset(_ name: String) -> Bool {
        if case .some(.none) = assigned[name] { true } else { false }
    }

    /// The value to send as a parameter; nil is NULL.
    func parameter(for reference: Reference) throws(ScriptError) -> String? {
        switch value(reference.name) {
        case .text(let text): return text
        case .null: return nil
        case nil: throw undefined(reference)
        }
    }

    /// What replaces the mention of a variable in a text.
    func expansion(of reference: Reference) throws(ScriptError) -> String {
        let value = value(reference.name)
        switch (reference.form, value) {
        case (.defined, .text): return "TRUE"
        case (.defined, _): return "FALSE"
        case (.splice, .text(let text)): return text
        // psql has no NULL, so a variable that holds one is not set there, and its mention stays as it is.
        case (.splice, _): return reference.spelling
        case (.literal, .text(let text)): return Connection.quoteLiteral(text)
        case (.literal, .null): return "NULL"
        case (.identifier, .text(let text)): return Connection.quoteIdentifier(text)
        case (.identifier, .null):
            throw ScriptError(
                place: reference.place, message: "\(reference.spelling) is NULL, and NULL is no name",
                remedy: "test it with \\if :{?\(reference.name)} first")
        case (.literal, nil), (.identifier, nil): throw undefined(reference)
        }
    }

    private func undefined(_ reference: Reference) -> ScriptError {
        let name = reference.name
        if isUnset(name) {
            return ScriptError(
                place: reference.place, message: "the variable '\(name)' is not set: \\gset met a null in it",
                remedy: "test it with \\if :{?\(name)} first")
        }
        return ScriptError(
            place: reference.place, message: "there is no variable '\(name)'",
            remedy: "a variable is a name of the record, a field of its data, or set by \\gset before")
    }
}
