import Bits
import DequeModule

/// Runs a world's tasks in the order in which they became ready, and only when told to.
///
/// Tasks are started with `Task(executorPreference:)`; their children inherit it. Between two calls of ``drain()``
/// nothing moves: each task has ended, or waits for an answer that only the scheduler gives.
package final class StepExecutor: TaskExecutor, @unchecked Sendable {
    private let confinement = Confinement()
    private var jobs = Deque<UnownedJob>()

    /// Creates an executor without jobs.
    package init() {}

    /// Puts a job behind the others.
    package func enqueue(_ job: consuming ExecutorJob) {
        confinement.assertIsolated()
        jobs.append(UnownedJob(job))
    }

    /// Runs jobs until none is ready.
    package func drain() {
        confinement.assertIsolated()
        while let job = jobs.popFirst() {
            job.runSynchronously(on: asUnownedTaskExecutor())
        }
    }
}
