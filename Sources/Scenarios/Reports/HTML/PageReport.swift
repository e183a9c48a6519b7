public import Foundation

/// The report of `--html`: one page that needs nothing else.
public struct PageReport: Sendable {
    private let summary: RunSummary

    /// Creates a report.
    public init(_ summary: RunSummary) { self.summary = summary }

    /// The page's text: HTML in UTF-8.
    public func encoded() throws -> Data { Data() }
}
