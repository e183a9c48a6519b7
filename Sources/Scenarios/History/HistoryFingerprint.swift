extension Sequence where Element == Step {
    /// A hash of everything in the history but the words of sentences: equal histories have equal hashes, on any machine.
    public var fingerprint: String {
        var hash = HistoryHash()
        for step in self {
            step.choice.add(to: &hash)
            hash.add("\(step.time)")
            hash.add(step.notes.count)
            for note in step.notes { note.add(to: &hash) }
        }
        return hash.text
    }
}

extension Choice {
    fileprivate func add(to hash: inout HistoryHash) {
        hash.add(action.rawValue)
        hash.add(worker ?? 0)
        hash.add(records ?? [])
        hash.add(orNil: call)
        hash.add(pausesAtRow ?? 0)
    }
}

extension Note {
    fileprivate func add(to hash: inout HistoryHash) {
        hash.add(kind.rawValue)
        hash.add(worker ?? 0, versions.count)
        for version in versions { version.add(to: &hash) }
        switch detail {
        case nil: hash.add(0)
        case .tag(let tag):
            hash.add(1)
            hash.add(tag)
        case .failure(let failure):
            hash.add(2)
            hash.add(orNil: failure.sqlState)
        case .row(let row):
            hash.add(3, row.isThere ? 1 : 0, row.isDeleted ? 1 : 0, row.version == nil ? 0 : 1, Int(row.version ?? 0))
        case .removed(let versions):
            hash.add(4, versions.count)
            for version in versions { version.add(to: &hash) }
        case .pausedAt(let row):
            hash.add(5)
            hash.add(row.table)
            hash.add(orNil: row.record)
        }
    }
}
