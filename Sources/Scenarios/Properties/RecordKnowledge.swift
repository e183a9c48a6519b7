/// What is known of a record in a run.
struct RecordKnowledge {
    var id: String
    /// Its number upstream, from 0: its letter.
    var number: Int
    var slug: String
    /// Every version published, in order, and which of them are deletions.
    var versions: [Int64] = []
    var deletions: [Int64] = []
    /// The moment of each version, where versions are ordered by time. Those of one moment are one version.
    var moments: [Int64] = []
    /// The newest upsert, or soft deletion, that was applied.
    var upsert: Application?
    /// The newest hard deletion that was applied.
    var deletion: Application?
    /// The newest version that an accepted ack was for.
    var ack: Application?
    /// The newest deletion that was handed out.
    var deliveredDeletion: Int64?
    /// Every version that was applied.
    var applied: Set<Int64> = []
    /// Whether a live version was ever applied.
    var wasLive = false

    /// The newest version of a moment; of a moment that no version has, the newest before it.
    func version(at moment: Int64) -> Int64 {
        let index = moments.lastIndex { $0 == moment } ?? moments.lastIndex { $0 < moment }
        return index.map { versions[$0] } ?? .min + 1
    }
}
