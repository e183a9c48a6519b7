public import Foundation
import Mustache

/// The report of `--html`: one page that needs nothing else, neither network nor scripts.
public struct PageReport: Sendable {
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
            // What counts as a failure comes first, then what was to be expected.
            let failing = cells.filter { $0.account.outcome == .failed || $0.account.result.verdict == .violated }
            let ordered =
                failing.filter { $0.account.outcome == .failed } + failing.filter { $0.account.outcome != .failed }
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

/// A cell and where it is on the page.
struct PageCell {
    let account: CellAccount
    /// The end of the address that leads to it.
    let anchor: String

    init(_ account: CellAccount, anchor: String) {
        self.account = account
        self.anchor = anchor
    }
}

/// The page's files.
enum PageResources {
    private static var folder: String { (Bundle.module.resourceURL?.path ?? "") + "/Page" }

    static func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")), as: UTF8.self)
    }

    /// The templates, which escape as ``PageText`` does; each is known by its file's name.
    static func templates() throws -> MustacheLibrary {
        MustacheContentTypes.register(PageText(), named: "PAGE")
        var library = MustacheLibrary()
        for name in ["page", "matrix", "failure", "swimlane", "band", "step", "statistics"] {
            try library.register(text("\(name).mustache"), named: name)
        }
        return library
    }
}

/// Text as HTML can hold it, in an element or an attribute.
///
/// It looks at code points: a quote with an accent on it is one character, and would end an attribute all the same.
struct PageText: MustacheContentType {
    func escapeText(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped += "&lt;".unicodeScalars
            case ">": escaped += "&gt;".unicodeScalars
            case "&": escaped += "&amp;".unicodeScalars
            case "\"": escaped += "&quot;".unicodeScalars
            case "'": escaped += "&#39;".unicodeScalars
            case "\n", "\t": escaped.append(scalar)
            // What could not be seen, or would turn the text around.
            case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": escaped.append("\u{FFFD}")
            default: escaped.append(scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
            }
        }
        return String(escaped)
    }
}
