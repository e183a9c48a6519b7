/// What an action does to the worker that it concerns, apart from what comes of it.
package enum WorkerEffect: Hashable, Sendable {
    /// What comes of it says all.
    case nothing
    /// It is done with the records of its call, unless that is a receive.
    case handsBack
    /// It ends, and another takes its place.
    case dies
    /// Its process stops moving.
    case freezes
    /// Its process moves again.
    case thaws
    /// Its statement no longer pauses.
    case goesOn
}
