package import Syncer

extension Strategy {
    /// Whether its scripts name time: what they do is judged, and replays, on a server alone that has the schedule's.
    package var namesTime: Bool { command == nil && warnings.contains(where: \.isOfTime) }
}
