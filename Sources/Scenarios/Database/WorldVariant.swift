/// What the harness builds into the tables of a world.
struct WorldVariant: Hashable {
    /// Pause points, at which statements can be made to pause inside themselves.
    var hasPausePoints = false
    /// A trigger that refuses the first record.
    var isPoisoned = false
}

extension WorldVariant {
    /// What a scenario needs.
    init(_ scenario: Scenario) {
        self.init(hasPausePoints: scenario.setup.hasPausePoints, isPoisoned: scenario.setup.isPoisoned)
    }
}
