import Postgres
import Processes

extension WorkerProgram {
    /// A sentence about it, with what it asked for last and did not get, and the last of what it wrote.
    func trouble(_ sentence: String) -> ProgramTrouble {
        _ = process.output.read()
        let refusal = refusals.last.map { ", and what it asked for last was refused: \($0)" } ?? ""
        let output = process.output.lastLines(5).map(refusals.mask.masked)
        return ProgramTrouble("worker \(number): \(sentence)\(refusal)", output: output)
    }

    /// That it ended and had asked for nothing that could be had.
    func trouble(ending: ChildProcess.Ending) -> ProgramTrouble {
        trouble(refusals.last == nil ? "\(ending) before it asked for anything" : "\(ending)")
    }

    /// That it did not come to rest.
    func trouble(_ restless: Settling.Restless) -> ProgramTrouble {
        let threads = restless.threads.prefix(6).joined(separator: "; ")
        if let posted { return trouble("for \(restless.limit.told) \(posted.omission) (\(threads))") }
        return trouble(
            "for \(restless.limit.told) neither asks for anything nor ends (\(threads)): what it waits for must come from "
                + "DATABASE_URL or \(environment.consumerVariable)")
    }

    /// That a timeout of its own has struck; nil if it was none.
    func trouble(of error: PostgresError) -> ProgramTrouble? {
        error.struckTimeout.map {
            trouble("its \($0) has struck, which counts real time: set none where it is judged")
        }
    }

    /// That it waits for a lock under a timeout of its own; nil if it does not.
    func troubleOfWaiting() -> ProgramTrouble? {
        guard connections.contains(where: { $0.isRunning && $0.hasTimeouts }) else { return nil }
        return trouble(
            "waits for a lock under a timeout of its own, which counts real time: set none where it is judged")
    }

    /// That it has a connection to anything else than it was given.
    func trouble(connectedTo place: String) -> ProgramTrouble {
        trouble(
            "has a connection to \(place), and no schedule decides what comes from there: have it speak to DATABASE_URL and "
                + "\(environment.consumerVariable) alone where it is judged")
    }
}

extension Duration {
    /// In seconds, such as `10 s` or `0.2 s`.
    fileprivate var told: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        return milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(Double(milliseconds) / 1000) s"
    }
}
