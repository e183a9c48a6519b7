import Foundation
import Postgres
import Processes
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What another user of the machine gets who finds a program's ports: nothing.
@Suite(.ownTime) struct ProgramPortTests {
    @Test("A client without the run's password gets no session, and one without the token no delivery")
    func secrets() async throws {
        let scenario = try #require(Catalogue.scenario(named: "in-order"))
        let script = """
            import os, socket, urllib.request, urllib.error
            s = socket.create_connection(('127.0.0.1', int(os.environ['PGPORT'])))
            body = b'\\0\\3\\0\\0user\\0worker\\0database\\0converge\\0\\0'
            s.sendall((len(body) + 4).to_bytes(4, 'big') + body)
            asked = s.recv(1)
            s.sendall(b'p' + (4 + 6).to_bytes(4, 'big') + b'wrong\\0')
            rest = b''
            while chunk := s.recv(1000): rest += chunk
            print(asked, b'28P01' in rest)
            try:
                urllib.request.urlopen(os.environ['SEQUIN_URL'] + '/api/http_pull_consumers/converge/receive', b'{}')
            except urllib.error.HTTPError as error:
                print(error.code)
            """
        let files = [
            "schema.sql": try TestStrategies.guideSchema, "worker.py": script,
            "strategy.yml": "worker: python3 worker.py",
        ]
        try await withFolder { folder in
            for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
            let strategy = try Strategy.load(folder: folder)
            let trouble = try await TestServer.run { server in
                try await server.withWorld(strategy, scenario) { world in
                    do {
                        _ = try await world.run([])
                        return nil as ProgramTrouble?
                    } catch let trouble as ProgramTrouble {
                        return trouble
                    }
                }
            }
            #expect(trouble?.output == ["b'R' True", "401"])
        }
    }
}
