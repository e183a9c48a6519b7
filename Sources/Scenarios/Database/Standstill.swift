/// Nothing has moved for as long as a wait may last.
struct Standstill: Error {
    /// How long that was.
    let patience: Duration
    /// What was waited for.
    let subject: String
}
