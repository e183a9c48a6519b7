import Foundation
import Postgres
import Subprocess

/// Runs many scripts in one process of the real psql.
struct PsqlBatch {
    let target: ConnectionTarget
    let folder: URL

    private static let mark = "@@converge@@"
    /// Undoes whatever a script has left, and empties the tables.
    static let reset = [
        "rollback", "discard all", "drop function if exists f()", "truncate seen, kept restart identity",
    ]
    /// What is compared at the end of a script.
    static let tables = ["select n, s from seen order by n", "select * from kept order by id collate \"C\""]

    private static let settings = [
        "set QUIET on", "set VERBOSITY sqlstate", "pset format unaligned", "pset tuples_only on", "pset expanded off",
        "pset fieldsep '\\037'", "pset recordsep '\\036'", "pset null '\(Trace.null)'", "timing off", "o",
    ]

    /// The scripts' traces, without what the server's log has to say.
    func run(_ scripts: [GeneratedScript]) async throws -> [(trace: Trace, complaints: [String])] {
        var driver = "set client_min_messages = error;\n"
        for (number, script) in scripts.enumerated() {
            let file = folder.appending(path: "\(number).sql")
            try Data(script.text.utf8).write(to: file)
            driver += commands(script, number, file.path)
        }
        let file = folder.appending(path: "driver.sql")
        try Data(driver.utf8).write(to: file)
        let connection = target.parameters.sorted { $0.key < $1.key }
            .map { "\($0.key)='\($0.value)'" }.joined(separator: " ")
        let result = try await Subprocess.run(
            .name("psql"), arguments: ["-X", "-d", connection, "-f", file.path],
            environment: .inherit.updating([
                "PGCLIENTENCODING": "UTF8", "EDITOR": "true", "PGOPTIONS": "-c client_min_messages=error",
            ]), output: .bytes(limit: 1 << 28), error: .bytes(limit: 1 << 26))
        let output = Self.sections(result.standardOutput, count: scripts.count * 2)
        let complaints = Self.sections(result.standardError, count: scripts.count * 2)
        return scripts.indices.map { number in
            let said = complaints[number * 2].split(separator: "\n").map(String.init)
            let trace = Trace(
                rows: output[number * 2], tables: output[number * 2 + 1], failure: Self.failure(said))
            return (trace, said)
        }
    }

    private func commands(_ script: GeneratedScript, _ number: Int, _ path: String) -> String {
        // A damaged script may change these.
        var text = Self.settings.map { "\\\($0)\n" }.joined()
        text += script.variables.map { "\\set \($0.name) \(Self.quoted($0.value))\n" }.joined()
        text += "\\echo \(Self.mark)\n\\warn \(Self.mark)\nselect 'begin \(number)' where false;\n"
        // The line's own \set counts for the file that it includes, not yet for the driver.
        text += "\\set ON_ERROR_STOP on \\i \(path)\n\\set ON_ERROR_STOP off\n"
        text += "select 'end \(number)' where false;\n\\echo \(Self.mark)\n\\warn \(Self.mark)\nrollback;\n"
        text += (Self.tables + Self.reset).map { $0 + ";\n" }.joined()
        let names = ["v1", "v2", "v_3", "V4"]
        let prefixes = ["", "p_", "P_", "-1", "0", "1", "42", "9007199254740993", "1.50", "1e3", "x"]
        let assigned = names.flatMap { name in prefixes.map { $0 + name } }
        return text + (ScriptGenerator.names.map(\.name) + assigned).map { "\\unset \($0)\n" }.joined()
    }

    private static func quoted(_ value: String) -> String {
        var text = "'"
        for scalar in value.unicodeScalars {
            switch scalar {
            case "'": text += "''"
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "'"
    }

    /// The parts between the marks' lines.
    private static func sections(_ bytes: [UInt8], count: Int) -> [String] {
        let mark = Array("\(mark)\n".utf8)
        var sections: [String] = []
        var start = 0
        var offset = 0
        while offset < bytes.count {
            if bytes[offset] == mark[0], bytes[offset...].starts(with: mark) {
                sections.append(String(decoding: bytes[start..<offset], as: UTF8.self))
                offset += mark.count
                start = offset
            } else {
                offset += 1
            }
        }
        sections.append(String(decoding: bytes[start...], as: UTF8.self))
        // What stands before the first mark belongs to no script.
        sections.removeFirst()
        return sections + Array(repeating: "", count: max(0, count - sections.count))
    }

    private static func failure(_ complaints: [String]) -> Trace.Failure? {
        for line in complaints where !line.contains(": error: unrecognized value ") {
            if let range = line.range(of: ": ERROR:  ") { return .sql(String(line[range.upperBound...])) }
            if let range = line.range(of: ": error: ") { return .script(String(line[range.upperBound...])) }
        }
        return nil
    }
}
