import Bits
import Simulation

extension Sequence where Element == Step {
    /// A hash of everything in the history: equal histories have equal hashes, on any machine.
    public var fingerprint: String {
        var hash = FNV1a<UInt64>()
        func add(_ text: String) {
            hash.add(text.utf8)
            hash.add(0xff)
        }
        for step in self {
            add(step.choice.description)
            add("\(step.time)")
            for note in step.notes {
                add("\(note.kind.rawValue) \(note.worker ?? 0)")
                for version in note.versions { add("\(version)") }
                add(note.detail?.description ?? "")
            }
        }
        return hash.value.hexadecimal
    }
}

extension Note.Detail: CustomStringConvertible {
    /// The detail in words.
    public var description: String {
        switch self {
        case .tag(let tag): tag
        case .failure(let failure): "\(failure)"
        case .row(let row):
            if !row.isThere {
                "gone"
            } else {
                (row.version.map { "version \($0)" } ?? "version null") + (row.isDeleted ? ", deleted" : "")
            }
        case .removed(let versions): "removes " + versions.map { "\($0)" }.joined(separator: " ")
        case .pausedAt(let row): row
        }
    }
}
