import ArgumentParser
import Foundation
import OrderedCollections
import Postgres
import Sequin

/// Says how to reach a throwaway cluster, and keeps it until standard input ends.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve")

    mutating func run() throws {
        let loop = EventLoop()
        try loop.run {
            // As production servers come; the checkpointer is given room, so that no contender pays for another.
            let settings = ["shared_buffers": "256MB", "max_wal_size": "4GB"]
            try await ThrowawayCluster.with(.init(settings: settings), on: loop) { cluster in
                let target = cluster.target().parameters
                let address: OrderedDictionary<String, JSONValue> = [
                    "host": .string(target["host"] ?? ""), "port": .string(target["port"] ?? ""),
                    "user": .string(target["user"] ?? ""), "bin": .string(cluster.installation.binDirectory),
                ]
                print(JSONValue.object(address).text)
                fflush(nil)
                var byte: UInt8 = 0
                repeat {
                    while await !loop.waitReadable(STDIN_FILENO, timeout: .milliseconds(200)) {
                        try Task.checkCancellation()
                    }
                } while read(STDIN_FILENO, &byte, 1) > 0
            }
        }
    }
}
