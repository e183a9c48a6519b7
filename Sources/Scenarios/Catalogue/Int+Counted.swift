extension Int {
    /// The number and what it counts: `1 schedule`, `2 schedules`.
    package func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
