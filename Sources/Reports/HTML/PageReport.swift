public import Foundation
import Mustache
import Scenarios

/// The report of `--html`: one page that needs nothing else, neither network nor scripts.
public struct PageReport: RunReport {
    /// A browser opens a directory by this file.
    public static let fileInDirectory: String? = "index.html"

    /// How many failures are shown with their histories: a page must stay one that a browser opens.
    static let mostHistories = 200

    private let summary: RunSummary

    /// Creates a report.
    public init(_ summary: RunSummary) { self.summary = summary }

    /// The page's text: HTML in UTF-8.
    ///
    /// - Throws: What makes the program's own resources unreadable.
    public func encoded() throws -> Data {
        let library = try PageResources.templates()
        guard let text = library.render(try content, withTemplate: "page") else {
            throw CocoaError(.fileReadNoSuchFile)
        }
        return Data(text.utf8)
    }

    private var content: PageContent {
        get throws {
            var anchors = UniqueNames()
            let cells = summary.accounts.map { account in
                PageCell(account, anchor: anchors.next(Self.anchor(account)))
            }
            // What counts as a failure comes first, then what came to no verdict, then what was to be expected.
            let failing = cells.filter { $0.account.outcome == .failed }
            let doubtful = cells.filter { $0.account.outcome == .inconclusive && $0.account.judgement.failure != nil }
            let expected = cells.filter { $0.account.outcome == .passed && $0.account.result.verdict == .violated }
            let ordered = failing + doubtful + expected
            return PageContent(
                summary, cells: cells,
                failures: ordered.enumerated().map { index, cell in
                    FailureContent(cell, hasHistory: index < Self.mostHistories, isOpen: index == 0)
                },
                css: try PageResources.text("page.css"), script: try PageResources.text("page.js"))
        }
    }

    /// `strategy/scenario`, of characters that need no escape in an address.
    private static func anchor(_ account: CellAccount) -> String {
        [account.strategy, account.result.column].map { name in
            String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-._".contains($0)) ? $0 : "-" })
        }.joined(separator: "/")
    }
}
