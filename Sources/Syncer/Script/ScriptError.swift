/// A script that cannot be run: what is wrong, where, and what to do about it.
public struct ScriptError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it is wrong.
    public var place: Place
    /// What is wrong, one sentence without a full stop.
    public var message: String
    /// What to do about it, where there is something to say.
    public var remedy: String?
    /// What would make it go away, where that is something that a harness can bring.
    package var need: SchemaNeed?

    /// Creates an error.
    public init(place: Place, message: String, remedy: String? = nil) {
        self.place = place
        self.message = message
        self.remedy = remedy
    }

    /// The place, what is wrong, and what to do about it.
    public var description: String {
        remedy.map { "\(place): \(message): \($0)" } ?? "\(place): \(message)"
    }
}

/// Something about a script that does not stop it, but that its author should know.
public struct ScriptWarning: Hashable, Sendable, CustomStringConvertible {
    /// Where it stands.
    public var place: Place
    /// What there is to know, one sentence without a full stop.
    public var message: String
    /// What runs on real time or real chance, which may keep a schedule from replaying; nil for any other warning.
    public var chance: String?

    /// Creates a warning.
    public init(place: Place, message: String, chance: String? = nil) {
        self.place = place
        self.message = message
        self.chance = chance
    }

    /// Whether it is about real time, which a server can have that has the schedule's.
    public var isOfTime: Bool { chance.map(RealTimeWatch.isTime) ?? false }

    /// The place and the message.
    public var description: String { "\(place): \(message)" }
}
