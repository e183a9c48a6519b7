import Postgres
import Sequin
import Syncer

extension WorldDatabase {
    /// Asks a strategy's own checks, with the rights and limits of the session that reads the rows.
    ///
    /// - Throws: ``CannotJudge`` for one that Postgres refuses to answer.
    func answers(
        to checks: [StrategyCheck], of strategy: Strategy, upstream: [Record], delivered: [Record]
    ) async throws -> [CheckAnswer] {
        var answers: [CheckAnswer] = []
        for check in checks {
            let question = try check.question(upstream: upstream, delivered: delivered, of: strategy)
            do {
                let result = try await CheckReader.ask(question) { [control] in try await control.run($0) }
                answers.append(CheckAnswer(file: check.file, rows: result?.shownRows))
            } catch let error as PostgresError where !error.connectionLost {
                throw CannotJudge(description: "\(question.error(error))")
            }
        }
        return answers
    }
}
