import Foundation
import Processes
import Simulation
import Syncer
import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime, .enabled(if: ProgramFolder.python != nil, "there is no Python with psycopg")) struct BrokenProgramTests
{
    /// What a command is told that loads a strategy.
    private func refusal(_ script: String, settings: String = "") async throws -> String {
        try await ProgramFolder.with(script, settings: settings) { strategy in
            do {
                _ = try await TestServer.verify(strategy, in: "in-order", schedules: 1)
                return ""
            } catch let error as StrategyError {
                return error.message
            }
        }
    }

    @Test("A program that ends before it asks for anything is refused with what it wrote")
    func endsAtOnce() async throws {
        let message = try await refusal("print('no configuration')\nraise SystemExit(3)")
        #expect(
            message == "worker 1: ended with status 3 before it asked for anything; its last lines: no configuration")
    }

    @Test("A program that does not exist is refused")
    func missing() async throws {
        let files = ["schema.sql": try TestStrategies.guideSchema, "strategy.yml": "worker: ./no-such-worker --fast"]
        try await withFolder { folder in
            for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
            let strategy = try Strategy.load(folder: folder)
            let error = await #expect(throws: StrategyError.self) {
                try await TestServer.verify(strategy, in: "in-order", schedules: 1)
            }
            #expect(error?.message == "worker 1: there is no program './no-such-worker'")
        }
    }

    @Test("A program that asks for deliveries inside a transaction is refused")
    func openTransaction() async throws {
        let script = ProgramFolder.loop(
            """
            upsert(connection, record, GUARD)
            call('ack', ack_ids=[message['ack_id']])
            connection.execute('begin')
            """)
        let message = try await refusal(script)
        #expect(message.hasPrefix("worker 1: asks for deliveries with a transaction open"), "\(message)")
    }

    @Test("A program that never asks is told of with what its threads do")
    func neverAsks() async throws {
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        try await ProgramFolder.with("import time\nprint('starting')\ntime.sleep(600)") { strategy in
            let trouble = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { world in
                    let home = WorldHome(world.database, for: strategy, patience: .seconds(1))
                    defer { home.close() }
                    var decider = ReplayDecider<Choice>([])
                    do {
                        _ = try await World(plan: world.plan, home: home, isRecording: false).run(&decider)
                        return nil as ProgramTrouble?
                    } catch let trouble as ProgramTrouble {
                        return trouble
                    }
                }
            }
            #expect(
                trouble?.description.hasPrefix("worker 1: for 1 s neither asks for anything nor ends (thread ")
                    == true)
            #expect(trouble?.output == ["starting"])
        }
    }

    @Test("Nothing of a program is left behind, however a run ends")
    func leavesNothing() async throws {
        let script = "import os\nopen('pids', 'a').write(str(os.getpid()) + '\\n')\n" + ProgramFolder.naive
        try await ProgramFolder.with(script) { strategy in
            _ = try await TestServer.verify(strategy, in: "ack-wait-race", schedules: 100)
            let text = try String(contentsOfFile: "\(strategy.folder)/pids", encoding: .utf8)
            let pids = text.split(separator: "\n").compactMap { Int32($0) }
            #expect(pids.count > 2)
            #expect(pids.filter { kill($0, 0) == 0 }.isEmpty)
        }
    }
}
