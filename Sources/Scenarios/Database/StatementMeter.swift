/// The statements that one run of a world has sent to its server, resets and checks included.
///
/// What it is chance how often it is sent, or in which run, is left out: so the count is the same on every machine.
final class StatementMeter {
    private(set) var count = 0

    /// Begins with the next run.
    func start() { count = 0 }

    /// Counts statements.
    func add(_ number: Int = 1) { count += number }
}
