import FakeSequin
import Foundation
import Scenarios
import Syncer

/// Keeps an exhaustive exploration that was cut short, and goes on with it.
enum Resumption {
    /// What an earlier exploration has left; nil where there is none yet.
    ///
    /// - Throws: ``Stop`` for a file that is of something else.
    static func load(_ job: VerificationJob) throws -> Unfinished? {
        guard let path = job.resume else { return nil }
        guard job.strategies.count == 1, job.scenarios.count == 1 else {
            throw Stop(.usage, "--resume is for one strategy and one --scenario: name them.")
        }
        try OutputFile.check(path, option: "--resume")
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let unfinished: Unfinished
        do {
            unfinished = try Unfinished.read(path)
        } catch {
            throw Stop(.brokenInput, "\(error)")
        }
        let (strategy, scenario) = (job.strategies[0].strategy, job.scenarios[0])
        let objection = unfinished.objection(
            strategy: strategy.name, fingerprint: strategy.fingerprint, scenario: scenario.name,
            consumer: (scenario.setup.consumer ?? job.settings.consumer(for: strategy)).rawValue,
            bounds: try job.settings.bounds(for: scenario))
        if let objection {
            throw Stop(.brokenInput, "\(path): \(objection): name another file, or delete it to start anew.")
        }
        return unfinished
    }

    /// Keeps what is left, or removes the file where nothing is.
    static func save(_ cell: CellOutcome, to path: String, console: Console) {
        guard let unfinished = cell.unfinished else {
            unlink(path)
            return
        }
        do {
            try OutputFile.write(try unfinished.encoded(), to: path)
        } catch {
            console.say("\(path) could not be written: \(error.reason); this exploration cannot be gone on with.")
        }
    }
}
