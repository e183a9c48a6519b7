import Processes

extension WorkerProgram {
    /// Whether timers of its were due while it was frozen, and have not fired.
    var hasLateTimers: Bool { (process.clock?.settled?.late ?? 0) > 0 }

    /// Lets its timers fire that were due while it was frozen.
    func fireLateTimers() {
        process.clock?.fireLate()
        mayMove = true
    }

    /// Moves its time, as its clock shows it. One that is frozen has its timers fire late.
    func advance(to time: Duration) {
        guard let clock = process.clock else { return }
        if process.isStopped {
            clock.pass(to: time)
        } else {
            clock.advance(to: time)
            mayMove = true
        }
    }
}
