import Foundation
import Scenarios

/// The failures that earlier runs have left in `--failures`: they are tried first.
enum FailureCorpus {
    /// Reads those that are about a command's strategies, in the order of their names.
    ///
    /// What is no failure file is passed over: the directory is the user's.
    static func load(_ job: VerificationJob, console: Console) -> [KnownFailure] {
        // `matrix` holds results against what is expected, failures included: it has no use for them.
        guard job.kind == .verify else { return [] }
        let directory = job.reports.failures
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }.sorted().compactMap { name in
            do {
                let known = KnownFailure(
                    path: "\(directory)/\(name)", file: try FailureFile.read("\(directory)/\(name)"))
                return job.strategies.contains { known.concerns($0.strategy) } ? known : nil
            } catch {
                console.say("passed over: \(error)")
                return nil
            }
        }
    }

    /// Says what became of them.
    static func report(_ outcomes: KnownOutcomes, to console: Console) {
        for (path, state) in outcomes.states {
            switch state {
            case .stillFails: if !console.isQuiet { console.say("the known failure \(path) still fails.") }
            case .noLongerFails:
                console.say("the known failure \(path) no longer fails: delete it if that is what you meant to do.")
            case .saysNothing:
                console.say("the known failure \(path) came to no verdict, so its cell has none: see there why.")
            case .cannotBeFollowed:
                console.say(
                    "the known failure \(path) cannot be followed any more: 'converge replay' searches afresh.")
            }
        }
    }
}
