/// What must hold. Each property is a file beside this one, and a line in ``all``.
public struct Property: Sendable {
    /// Its name.
    public let rawValue: String
    /// The property in one line.
    public let summary: String
    /// One word for a narrow column.
    package let word: String
    /// One letter for a very narrow column.
    package let letter: String
    /// Whether it compares versions, and so cannot be checked of a table that stores none.
    let needsVersions: Bool
    /// What is looked at.
    let check: any PropertyCheck

    /// Every property, in the order in which a step that violates several is reported.
    public static let all: [Property] = [
        noResurrection, monotonicVersions, ackedIsDurable, customChecks, convergence, liveness,
    ]

    /// The property of a name.
    public init?(rawValue: String) {
        guard let known = Self.all.first(where: { $0.rawValue == rawValue }) else { return nil }
        self = known
    }

    init(
        _ name: String, summary: String, word: String, letter: String, needsVersions: Bool = false,
        check: any PropertyCheck
    ) {
        rawValue = name
        self.summary = summary
        self.word = word
        self.letter = letter
        self.needsVersions = needsVersions
        self.check = check
    }

    /// Whether it can be checked of these tables.
    func isChecked(of tables: [TableShape]) -> Bool { !needsVersions || tables.allSatisfy { $0.versionIndex != nil } }
}

extension Property: Hashable {
    /// Whether both have the same name.
    public static func == (one: Property, other: Property) -> Bool { one.rawValue == other.rawValue }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

extension Property: Codable, RawRepresentable, CaseIterable {
    /// Every property.
    public static var allCases: [Property] { all }
}
