import Foundation
import Postgres
import Testing

@testable import Syncer

extension LiveTests {
    /// Random scripts send the same statements, and do the same, in the real psql and in our interpreter.
    @Suite struct DifferentialTests {
        private static let environment = ProcessInfo.processInfo.environment
        /// `scripts/differential` asks for more.
        static let count = environment["CONVERGE_DIFFERENTIAL_COUNT"].flatMap { Int($0) } ?? 300
        static let seed = environment["CONVERGE_DIFFERENTIAL_SEED"].flatMap { UInt64($0) } ?? 1
        private static let batch = 250

        @Test func randomScriptsDoWhatTheyDoInPsql() async throws {
            try await withCluster(settings: ServerLog.settings) { cluster in
                var tally: [String: Int] = [:]
                var logged: UInt64 = 0
                for start in stride(from: 0, to: Self.count, by: Self.batch) {
                    let numbers = start..<min(start + Self.batch, Self.count)
                    for (kind, count) in try await Self.compare(numbers, on: cluster, logged: &logged) {
                        tally[kind, default: 0] += count
                    }
                }
                let lines = tally.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)" }
                if Self.environment["CONVERGE_DIFFERENTIAL_COUNT"] != nil { print(lines.joined(separator: "\n")) }
                // A comparison that finds nothing to compare would pass too.
                #expect(tally["psql: same", default: 0] > Self.count / 2)
                #expect(tally["parameters: same", default: 0] > Self.count / 3)
            }
        }

        private static func compare(
            _ numbers: Range<Int>, on cluster: TestCluster, logged: inout UInt64
        ) async throws -> [String: Int] {
            let scripts = numbers.map { ScriptGenerator.script(seed: seed, number: $0) }
            let folder = FileManager.default.temporaryDirectory.appending(path: "differential-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }

            let psqls = try await cluster.withDatabase("psql\(numbers.lowerBound)", schema: ScriptGenerator.schema) {
                _ in
                try await PsqlBatch(
                    target: cluster.cluster.target(database: "psql\(numbers.lowerBound)"), folder: folder
                ).run(scripts)
            }
            let ours = try await cluster.withDatabase("ours\(numbers.lowerBound)", schema: ScriptGenerator.schema) {
                session in
                var traces: [(literals: Trace, parameters: Trace?, hasUnrunStatements: Bool)] = []
                for (number, script) in scripts.enumerated() {
                    traces.append(try await run(script, number, on: session))
                }
                return traces
            }
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: "\(cluster.cluster.directory)/log"))
            try file.seek(toOffset: logged)
            let log = [UInt8](try file.readToEnd() ?? Data())
            logged += UInt64(log.count)
            try file.close()
            let psqlLog = ServerLog.sections(of: log, database: "psql\(numbers.lowerBound)")
            let ourLog = ServerLog.sections(of: log, database: "ours\(numbers.lowerBound)")

            var tally: [String: Int] = [:]
            for (index, number) in numbers.enumerated() {
                var psql = psqls[index].trace
                let sent = psqlLog[index] ?? []
                psql.statements = sent.filter { !$0.isEmpty }
                let isSwallowed = sent.contains { $0.isEmpty && $0.text.contains("select") }
                var literals = ours[index].literals
                literals.statements = ourLog[index] ?? []
                var outcomes = [
                    (
                        "psql",
                        isSwallowed
                            ? Comparison.listed("a comment swallowed a statement")
                            : Comparison.of(psql: psql, complaints: psqls[index].complaints, ours: literals)
                    )
                ]
                if let parameters = ours[index].parameters {
                    let hasUnrun = ours[index].hasUnrunStatements
                    outcomes.append(
                        ("parameters", .of(literals: literals, parameters: parameters, hasUnrunStatements: hasUnrun)))
                }
                for (what, outcome) in outcomes {
                    switch outcome {
                    case .same: tally["\(what): same", default: 0] += 1
                    case .listed(let difference): tally["\(what): \(difference)", default: 0] += 1
                    case .differs(let difference):
                        tally["\(what): DIFFERS", default: 0] += 1
                        let report = report(
                            scripts[index], psql, psqls[index].complaints, literals, ours[index].parameters)
                        Issue.record("seed \(seed), script \(number), \(what): \(difference)\n\(report)")
                    }
                }
            }
            return tally
        }

        /// Runs one script with quoted literals, and then with parameters.
        private static func run(
            _ generated: GeneratedScript, _ number: Int, on session: LiveSession
        ) async throws -> (literals: Trace, parameters: Trace?, hasUnrunStatements: Bool) {
            let script: Script
            do {
                script = try Script.parse(text: generated.text, file: "a.sql")
            } catch {
                return (Trace(failure: .refused(error.description)), nil, false)
            }
            let interpreted = Interpreted(session)
            let literals = try await interpreted.trace(script, generated.variables, mark: number)
            let hasUnrun = interpreted.statementCount < script.statements.count

            let samples = SampleValues(
                Dictionary(uniqueKeysWithValues: generated.variables.map { ($0.name, $0.value) }))
            let probe = StatementProbe(session: session)
            do {
                let prepared = try await probe.inTransaction {
                    var run = ScriptProbe(script, samples: samples, probe: probe)
                    try await run.run()
                    return run.script
                }
                let parameters = try await interpreted.trace(prepared, generated.variables, mark: -1)
                return (literals, parameters, hasUnrun)
            } catch let error as ScriptError {
                return (literals, Trace(failure: .refused(error.description)), hasUnrun)
            }
        }

        private static func report(
            _ script: GeneratedScript, _ psql: Trace, _ complaints: [String], _ literals: Trace, _ parameters: Trace?
        ) -> String {
            """
            --- variables
            \(script.variables.map { "\($0.name) = \($0.value.debugDescription)" }.joined(separator: "\n"))
            --- script
            \(script.text)
            --- psql: \(psql)
            \(complaints.joined(separator: "\n"))
            --- ours: \(literals)
            --- with parameters: \(parameters as Any)
            """
        }
    }
}
