import Simulation

/// Something that came of a choice.
public struct Note: Hashable, Sendable, Codable {
    /// What it is.
    public enum Kind: String, Hashable, Sendable, Codable {
        /// Deliveries were handed out.
        case delivered
        /// Nothing was handed out before the long poll ended.
        case nothingDelivered = "nothing-delivered"
        /// A statement finished; ``Note/detail`` is its command tag.
        case finished
        /// A statement waits for a lock.
        case blocked
        /// A statement waits inside itself, at a row.
        case paused
        /// A statement that waited goes on.
        case woke
        /// A statement failed; ``Note/detail`` is SQLSTATE and message.
        case failed
        /// Deliveries have been applied.
        case applied
        /// Applying failed, and will not be tried again now.
        case gaveUp = "gave-up"
        /// The consumer accepted an ack.
        case acked
        /// The consumer took no notice of an ack or nack.
        case ignored
        /// The consumer accepted a nack.
        case nacked
        /// The deadline ended the work.
        case missedDeadline = "missed-deadline"
        /// Deliveries expired.
        case expired
        /// A worker's connection was lost.
        case disconnected
        /// Postgres was killed and has recovered.
        case serverKilled = "server-killed"
        /// A record was given up after too many deliveries.
        case dead
        /// A worker died and was replaced.
        case crashed
        /// A session that its worker left behind has ended.
        case orphanEnded = "orphan-ended"
        /// A committed row changed; ``Note/detail`` is its version now.
        case row
    }

    /// What it is.
    public var kind: Kind
    /// The worker concerned, from 1.
    public var worker: Int?
    /// The record versions concerned, such as `A′`.
    public var versions: [String]
    /// More, in words.
    public var detail: String?

    /// Creates a note.
    public init(_ kind: Kind, worker: Int? = nil, versions: [String] = [], detail: String? = nil) {
        self.kind = kind
        self.worker = worker
        self.versions = versions
        self.detail = detail
    }
}

/// One choice and what came of it.
public struct Step: Hashable, Sendable, Codable {
    /// The choice.
    public var choice: Choice
    /// Whether it belongs to the first phase: free choice and faults.
    public var isFree: Bool
    /// The virtual time after it, in seconds.
    public var time: Double
    /// What came of it, in order.
    public var notes: [Note]
    /// SQL, rows and slots for those who look closely. It is no part of the history's fingerprint.
    public var detail = StepDetail()
}

extension Sequence where Element == Step {
    /// A hash of everything in the history: equal histories have equal hashes, on any machine.
    public var fingerprint: String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ text: String) {
            for byte in text.utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
            }
            hash = (hash ^ 0xff) &* 0x100_0000_01b3
        }
        for step in self {
            add(step.choice.description)
            add("\(step.time)")
            for note in step.notes {
                add("\(note.kind.rawValue) \(note.worker ?? 0)")
                note.versions.forEach(add)
                add(note.detail ?? "")
            }
        }
        return hash.hexadecimal
    }
}
