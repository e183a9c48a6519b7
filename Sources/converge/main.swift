import Postgres
import Scenarios
import Syncer

let loop = EventLoop()
let names = CommandLine.arguments.dropFirst()
HermeticEnvironment.removeLibpqVariables()
try loop.run {
    try await ThrowawayCluster.with(on: loop) { cluster in
        let server = ServerAccess.own(cluster, version: "15", runID: "r1")
        let verifier = try await Verifier(server: server, loop: loop, settings: VerificationSettings())
        for name in names.isEmpty ? BuiltInStrategies.names()[...] : Array(names)[...] {
            let strategy = try BuiltInStrategies.load(name)
            try await verifier.verify(strategy, scenarios: Catalogue.scenarios, cellsLeft: 1) { cell in
                let r = cell.result
                print(r.strategy, r.scenario, r.verdict, r.expected ?? "-", r.property?.rawValue ?? "", "haz", r.hazards, "/", r.schedules, "stmts", r.statements, "s", r.seconds, r.because ?? "", r.counterexample?.choices ?? 0, r.firstViolationAt ?? 0)
                if let f = cell.failure { for s in f.steps { print("    ", s.choice, s.notes.map { "\($0.kind) \($0.versions) \($0.detail ?? "")" }) } }
            }
        }
    }
}
