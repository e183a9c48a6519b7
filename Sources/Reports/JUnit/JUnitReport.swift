public import Foundation
import Scenarios
import XMLCoder

/// The report of `--junit`: a test case for each cell, a suite for each strategy.
///
/// A violation that counts against the command is a failure, an inconclusive cell is an error.
public struct JUnitReport: RunReport {
    private let summary: RunSummary

    /// Creates a report.
    public init(_ summary: RunSummary) { self.summary = summary }

    /// The report's text: XML in UTF-8.
    public func encoded() throws -> Data {
        let encoder = XMLEncoder()
        encoder.outputFormatting = .prettyPrinted
        return try encoder.encode(
            document, withRootKey: "testsuites", header: XMLHeader(version: 1.0, encoding: "UTF-8"))
            + Data("\n".utf8)
    }

    private var document: JUnitDocument {
        var suites: [JUnitDocument.Suite] = []
        for account in summary.accounts {
            let name = XMLText.clean(account.strategy)
            let index = suites.firstIndex { $0.name == name } ?? suites.endIndex
            if index == suites.endIndex { suites.append(.init(name: name, properties: properties)) }
            suites[index].cases.append(testCase(account))
        }
        return JUnitDocument(
            name: "converge \(summary.command)", time: Self.time(summary.seconds), suites: suites.map(counted))
    }

    private var properties: JUnitDocument.Properties {
        let budget = summary.shortfall.map { JUnitDocument.Property(name: "budget", value: XMLText.line($0.sentence)) }
        return .init(
            property: [
                .init(name: "seed", value: "\(summary.settings.seed)"),
                .init(name: "explorer", value: summary.settings.explorer.rawValue),
                .init(name: "postgres", value: XMLText.clean(summary.postgres)),
                .init(name: "converge", value: Tool.version),
            ] + [budget].compactMap { $0 })
    }

    private func testCase(_ account: CellAccount) -> JUnitDocument.Case {
        var testCase = JUnitDocument.Case(
            // Dots would make packages of a folder's name.
            classname: "converge." + XMLText.clean(account.strategy).replacing(".", with: "_"),
            name: XMLText.clean("\(account.result.scenario) (\(account.result.consumer))"),
            time: Self.time(account.result.seconds))
        let text = XMLText.clean(JUnitText.body(account))
        let message = XMLText.line(JUnitText.message(account))
        switch account.outcome {
        case .failed:
            testCase.failure = .init(
                message: message, type: account.result.property?.rawValue ?? "expectation", text: text)
        case .inconclusive: testCase.error = .init(message: message, type: "inconclusive", text: text)
        case .skipped: testCase.skipped = .init(message: message)
        case .passed: testCase.output = text
        }
        return testCase
    }

    private func counted(_ suite: JUnitDocument.Suite) -> JUnitDocument.Suite {
        var suite = suite
        suite.tests = suite.cases.count
        suite.failures = suite.cases.count { $0.failure != nil }
        suite.errors = suite.cases.count { $0.error != nil }
        suite.skipped = suite.cases.count { $0.skipped != nil }
        suite.time = Self.time(suite.cases.reduce(0) { $0 + (Double($1.time) ?? 0) })
        return suite
    }

    /// Seconds with three digits behind the point.
    private static func time(_ seconds: Double) -> String {
        let thousandths = Int((seconds * 1000).rounded())
        let fraction = "\(thousandths % 1000)"
        return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
