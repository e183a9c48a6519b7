import Postgres
import Scenarios
import Syncer

let loop = EventLoop()
nonisolated(unsafe) var settings = VerificationSettings()
var names = Array(CommandLine.arguments.dropFirst())
if let i = names.firstIndex(of: "-x") { settings.explorer = ExplorerKind(rawValue: names[i+1])!; names.removeSubrange(i...(i+1)) }
if let i = names.firstIndex(of: "-n") { settings.schedules = Int(names[i+1])!; names.removeSubrange(i...(i+1)) }
if let i = names.firstIndex(of: "-c") { settings.changes = Int(names[i+1])!; names.removeSubrange(i...(i+1)) }
if let i = names.firstIndex(of: "-w") { settings.workers = Int(names[i+1])!; names.removeSubrange(i...(i+1)) }
if let i = names.firstIndex(of: "-r") { settings.records = Int(names[i+1])!; names.removeSubrange(i...(i+1)) }
if let i = names.firstIndex(of: "-noreduce") { settings.reduces = false; names.remove(at: i) }
nonisolated(unsafe) var scenarios = Catalogue.scenarios
if let i = names.firstIndex(of: "-s") { scenarios = [Catalogue.scenario(named: names[i+1])!]; names.removeSubrange(i...(i+1)) }
if let i = names.firstIndex(of: "-k") { settings.worlds = Int(names[i+1])!; names.removeSubrange(i...(i+1)) }
let settingsX = settings, namesX = names, scenariosX = scenarios
HermeticEnvironment.removeLibpqVariables()
try loop.run {
    try await ThrowawayCluster.with(on: loop) { cluster in
        let server = ServerAccess.own(cluster, version: "15", runID: "r1")
        let verifier = try await Verifier(server: server, loop: loop, settings: settingsX)
        for name in namesX.isEmpty ? BuiltInStrategies.names()[...] : namesX[...] {
            let strategy = try BuiltInStrategies.load(name)
            try await verifier.verify(strategy, scenarios: scenariosX, cellsLeft: 1) { cell in
                let r = cell.result
                print(r.strategy, r.scenario, r.verdict, r.expected ?? "-", r.property?.rawValue ?? "", "haz", r.hazards, "/", r.schedules, "stmts", r.statements, "s", r.seconds, r.because ?? "", r.counterexample?.choices ?? 0, r.firstViolationAt ?? 0, "pruned", r.pruned)
                if let f = cell.failure { for s in f.steps { print("    ", s.choice, s.notes.map { "\($0.kind) \($0.versions) \($0.detail ?? "")" }) } }
            }
        }
    }
}
