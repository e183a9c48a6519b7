/// What a run wants of its sessions.
struct SessionRules {
    /// Whether a command's tag tells whether it has written.
    var tagsTellWrites = false
    /// What the numbers come from that sessions draw; nil where they draw none.
    var seed: UInt64?
    /// Whether the lock table is asked about each session that says that it waits.
    var confirmsWaits = false
}
