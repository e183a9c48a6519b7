/// What a smaller schedule must still violate.
struct ShrinkTarget {
    var property: Property
    /// Whether the schedule itself must end in the violation, without the fair phase's help.
    var endsWithSchedule: Bool

    /// Whether an outcome violates it.
    func isHit(by outcome: RunOutcome) -> Bool {
        outcome.violation?.property == property && (!endsWithSchedule || outcome.fairChoices.isEmpty)
    }
}
