package import Sequin

/// A query of a strategy's author that must return no row: `checks/NAME.sql`.
///
/// It is for a harness, which says what is upstream and what was handed out. Workers never run it.
public struct StrategyCheck: Sendable {
    /// The folder, inside a strategy's, that checks lie in.
    static let folderName = "checks"

    /// The file, as it is seen from the strategy's folder: `checks/NAME.sql`.
    public let file: String
    /// Whether it must hold after each step, and not only once everything has been done.
    public let isAlways: Bool
    private let query: ScriptStatement
    /// What its author should know.
    let warnings: [ScriptWarning]
    /// The strategy's folder, for errors.
    private let folder: String

    /// Reads a check.
    ///
    /// - Throws: ``StrategyError`` for anything but one query of `:'upstream'` and `:'delivered'`.
    init(file: String, text: String, folder: String) throws(StrategyError) {
        self.file = file
        self.folder = folder
        let first = text.prefix { !$0.isNewline }
        isAlways = first.prefixMatch(of: /\s*--\s*always\b/) != nil
        do {
            let script = try Script.parse(text: text, file: file)
            query = try Self.query(of: script)
            warnings = script.warnings
        } catch {
            throw StrategyError(error, in: folder)
        }
    }

    private static let names = ["upstream", "delivered"]

    private static func query(of script: Script) throws(ScriptError) -> ScriptStatement {
        let start = Place(file: script.file, line: 1, column: 1)
        guard let query = script.statements.first else {
            throw ScriptError(
                place: start, message: "it has no statement", remedy: "write a query that returns what must not be")
        }
        if script.statements.count > 1 {
            throw ScriptError(
                place: script.statements[1].place, message: "a check is one query",
                remedy: "put each query into a file of its own")
        }
        guard script.instructions.count == 1, case .run = script.instructions[0] else {
            throw ScriptError(
                place: query.place, message: "a check has no backslash commands", remedy: "write a query only")
        }
        guard ["select", "with", "values", "table"].contains(query.words.first), !query.hasInto else {
            throw ScriptError(
                place: query.place, message: "a check must be a query", remedy: "begin it with select or with")
        }
        for reference in query.references where !names.contains(reference.name) && reference.form != .splice {
            throw ScriptError(
                place: reference.place, message: "there is no variable '\(reference.name)'",
                remedy: "a check has :'upstream' and :'delivered', which are JSON arrays of records")
        }
        return query
    }

    // MARK: Asking

    /// The query, to be sent.
    ///
    /// - Parameters:
    ///   - upstream: The records as they are upstream.
    ///   - delivered: The versions that were handed out.
    ///   - strategy: Whose check it is.
    package func question(
        upstream: [Record], delivered: [Record], of strategy: Strategy
    ) throws(StrategyError) -> CheckQuestion {
        let variables = Variables([
            "upstream": Self.json(upstream, of: strategy), "delivered": Self.json(delivered, of: strategy),
        ])
        do {
            return CheckQuestion(query, try Rendering(query.template, variables: variables), folder: folder)
        } catch {
            throw StrategyError(error, in: folder)
        }
    }

    /// Flat objects, as batch.sql has them.
    private static func json(_ records: [Record], of strategy: Strategy) -> String {
        let objects = records.map { record in
            let collection = strategy.route(for: record.collectionSlug)?.collection
            let batch = BatchVariables(
                records: [record], collection: collection ?? Collection(slug: record.collectionSlug, fields: []))
            guard case .text(let array)? = batch.value("records") else { return "" }
            return String(array.dropFirst().dropLast())
        }
        return "[\(objects.joined(separator: ","))]"
    }

    /// What is wrong with the check as a whole.
    package func error(_ message: String, remedy: String) -> StrategyError {
        StrategyError(file: folder.isEmpty ? file : "\(folder)/\(file)", message: message, remedy: remedy)
    }
}
