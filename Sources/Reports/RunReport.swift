public import Foundation

/// A report on what a command has found, written to a file.
public protocol RunReport: Sendable {
    /// The name of the report's file in the directory that the user names; nil where the user names the file.
    static var fileInDirectory: String? { get }

    /// Creates a report.
    init(_ summary: RunSummary)

    /// The file's content.
    func encoded() throws -> Data
}

extension RunReport {
    /// Nil: the user names the file.
    public static var fileInDirectory: String? { nil }
}
