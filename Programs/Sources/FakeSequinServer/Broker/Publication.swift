import FakeSequin
import OrderedCollections
import Sequin
import SequinWire

/// What can be published: a change of the upstream, or a version of a record as it is.
enum Publication: Sendable {
    case change(Change)
    case record(Record)

    /// Reads `{"kind": "create", "record": 0}` or a record's object.
    init(_ value: JSONValue, at place: String) throws(WireError) {
        guard case .object(let members) = value else { throw WireError(place, "is no object") }
        guard members["kind"] != nil else {
            self = .record(try Record(wire: value, at: place))
            return
        }
        let object = WireObject(value, at: place)
        guard let kind = Change.Kind(rawValue: try object.string("kind")) else {
            throw object.error("kind", "is none of \(Change.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self = .change(Change(kind, Int(clamping: try object.integer("record"))))
    }
}
