import Scenarios

/// A message that GitHub Actions shows beside a run: a workflow command, on a line of its own.
public struct WorkflowAnnotation: Sendable {
    /// How many GitHub shows of one step.
    public static let most = 10

    /// How bad it is: the command's name.
    public enum Level: String, Sendable {
        /// It counts as a failure.
        case error
        /// It is inconclusive.
        case warning
    }

    /// How bad it is.
    public var level: Level
    /// The line of SQL that it concerns: the strategy's folder or name, a file in it, and a line from 1.
    public var place: (strategy: String, file: String, line: Int)?
    /// What it is about.
    public var title: String
    /// What it says.
    public var message: String

    /// What a run has to say, what fails first; at most ``most``, of which the last may speak for the rest.
    public static func all(of summary: RunSummary) -> [WorkflowAnnotation] {
        let accounts = summary.accounts
        let told =
            accounts.filter { $0.outcome == .failed } + accounts.filter { $0.outcome == .inconclusive }
        let annotations = told.map(WorkflowAnnotation.init)
        guard annotations.count > most else { return annotations }
        let shown = annotations.prefix(most - 1)
        let rest = annotations[(most - 1)...]
        let level: Level = rest.contains { $0.level == .error } ? .error : .warning
        return shown + [
            WorkflowAnnotation(
                level: level, title: "converge \(summary.command)",
                message: "\(rest.count) more cells failed or were inconclusive: see the job summary")
        ]
    }

    private init(level: Level, title: String, message: String) {
        self.level = level
        self.title = title
        self.message = message
    }

    private init(_ account: CellAccount) {
        level = account.outcome == .failed ? .error : .warning
        title = "\(account.name): \(account.headline)"
        message = ([account.because ?? account.headline] + account.replays.prefix(1)).joined(separator: "\n")
        if let failure = account.judgement.failure { place = Self.place(of: failure) }
    }

    /// The statement at which it failed, or the last one before.
    private static func place(of failure: FailureReport) -> (strategy: String, file: String, line: Int)? {
        for step in failure.steps.reversed() where step.choice.action == .statement || step.choice.action == .goOn {
            guard let parts = step.choice.call?.split(separator: ":"), parts.count == 2, let line = Int(parts[1])
            else { continue }
            return (failure.file.strategy, String(parts[0]), line)
        }
        return nil
    }

    /// The workflow command.
    ///
    /// - Parameter path: Where ``place`` is in the repository; nil if it is not there.
    public func command(path: String?) -> String {
        var properties: [String] = []
        if let path, let place { properties += ["file=\(Self.property(path))", "line=\(place.line)"] }
        properties.append("title=\(Self.property(title))")
        return "::\(level.rawValue) \(properties.joined(separator: ","))::\(Self.data(message))"
    }

    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
