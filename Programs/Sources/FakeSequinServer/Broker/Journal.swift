import DequeModule
import OrderedCollections
import Sequin
import SequinWire
import Synchronization

/// The latest deliveries and what became of them, for people who watch.
final class Journal: Sendable {
    struct Entry: Sendable {
        var time: Duration
        var consumer: String
        var event: String
        var record: String?
        var version: Int64?
        var note: String?

        var json: JSONValue {
            .object([
                "time_ms": .integer(time.milliseconds), "consumer": .string(consumer), "event": .string(event),
                "record_id": JSONValue(record), "version": version.map { .integer($0) } ?? .null,
                "note": JSONValue(note),
            ])
        }
    }

    private let entries = Mutex<Deque<Entry>>([])
    static let limit = 200

    func note(_ new: [Entry]) {
        guard !new.isEmpty else { return }
        entries.withLock { entries in
            entries.append(contentsOf: new.suffix(Self.limit))
            entries.removeFirst(max(0, entries.count - Self.limit))
        }
    }

    /// The newest first.
    var json: JSONValue { .array(entries.withLock { Array($0.reversed()) }.map(\.json)) }
}

extension Duration {
    /// The whole milliseconds, rounded down.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
