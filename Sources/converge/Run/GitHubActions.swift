import Foundation
import Reports
import Scenarios

/// Tells GitHub Actions, where that runs us: a job summary, and annotations.
struct GitHubActions {
    /// How many bytes the summary of one step may have; GitHub drops a larger one altogether.
    private static let limit = 1 << 20

    private let console: Console
    private let summaryPath: String
    /// Where the repository lies.
    private let workspace: String

    /// - Returns: nil unless `GITHUB_STEP_SUMMARY` says where a summary goes.
    init?(console: Console, environment: [String: String] = ProcessInfo.processInfo.environment) {
        guard let path = environment["GITHUB_STEP_SUMMARY"], !path.isEmpty else { return nil }
        self.console = console
        summaryPath = path
        workspace = environment["GITHUB_WORKSPACE"] ?? ""
    }

    /// Appends the summary, and says the annotations on standard error, where the runner reads them too.
    func report(_ summary: RunSummary) {
        append(summary)
        for annotation in WorkflowAnnotation.all(of: summary) {
            console.command(annotation.command(path: annotation.place.flatMap { path($0.strategy, $0.file) }))
        }
    }

    /// What other commands of the same step have written stays, and counts against the limit.
    private func append(_ summary: RunSummary) {
        let descriptor = open(summaryPath, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            console.say("the job summary \(summaryPath) could not be written: \(String(cString: strerror(errno))).")
            return
        }
        defer { close(descriptor) }
        let taken = max(0, Int(lseek(descriptor, 0, SEEK_END)))
        let text = "\n" + MarkdownReport(summary).text(limit: Self.limit - taken - 1)
        guard text.utf8.count + taken <= Self.limit else {
            console.say("the job summary is full: this command's results are not in it.")
            return
        }
        if !StandardStreams.write(Array(text.utf8), to: descriptor) {
            console.say("the job summary \(summaryPath) could not be written: \(String(cString: strerror(errno))).")
        }
    }

    /// A file of a strategy as GitHub names it; nil where it is not in the repository.
    private func path(_ strategy: String, _ file: String) -> String? {
        guard !workspace.isEmpty, BuiltInStrategies.folder(of: strategy) == nil else { return nil }
        let url = URL(fileURLWithPath: "\(strategy)/\(file)").standardizedFileURL
        let root = URL(fileURLWithPath: workspace).standardizedFileURL.path
        let prefix = root.hasSuffix("/") ? root : root + "/"
        guard url.path.hasPrefix(prefix), FileManager.default.fileExists(atPath: url.path) else { return nil }
        return String(url.path.dropFirst(prefix.count))
    }
}
