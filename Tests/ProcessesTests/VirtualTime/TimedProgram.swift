import Foundation
import Postgres
import TestSupport
import Testing

@testable import Processes

/// A program under virtual time, of which a test decides when time moves on.
final class TimedProgram {
    let process: ChildProcess
    let clock: ProcessClock
    private let watch: DescriptorWatch

    init(_ words: [String], on loop: EventLoop, _ variables: [String: String] = [:]) throws {
        let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
        process = try ChildProcess(
            Launch(
                words: words, folder: "/", environment: path.merging(variables) { $1 }, time: try VirtualTime()))
        clock = try #require(process.clock)
        watch = DescriptorWatch(on: loop)
        watch.add(clock)
        watch.add(process.output.descriptor)
    }

    /// Waits until it has settled.
    func settle() async throws {
        try await VirtualSettling(process, clock, watch: watch, limit: .seconds(30)).run(asks: { true }) {
            process.output.read()
        }
    }

    /// Lets time pass until it ends, or waits for no time any more; returns what it wrote.
    func finish() async throws -> [String] {
        while true {
            try await settle()
            guard !process.reap(), let next = clock.settled?.next else { break }
            clock.advance(to: next)
        }
        _ = process.output.read()
        return process.output.takeLines()
    }

    /// Runs a program to its end.
    static func run(_ words: [String], _ variables: [String: String] = [:]) async throws -> [String] {
        try await onLoop { loop in
            let program = try TimedProgram(words, on: loop, variables)
            defer { program.process.end() }
            let lines = try await program.finish()
            #expect(program.process.ending == .exited(0), "\(lines)")
            return lines
        }
    }
}

/// A program in C of the folder `Programs`, compiled.
enum CompiledProgram {
    /// Whether there is a compiler.
    static let isPossible = path(of: "cc") != nil

    /// Whether static programs can be had too.
    static let isStaticPossible =
        isPossible && (try? withFolder { try make("restless", in: $0, isStatic: true) }) != nil

    /// Where a program is on PATH; nil if it is not there.
    static func path(of name: String) -> String? {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Compiles `name`.c into a folder.
    static func make(_ name: String, in folder: String, isStatic: Bool = false) throws -> String {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Programs/\(name).c")
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: try #require(path(of: "cc")))
        compiler.arguments =
            ["-O1", "-o", "\(folder)/\(name)", source.path, "-pthread", "-lrt"] + (isStatic ? ["-static"] : [])
        try compiler.run()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0)
        return "\(folder)/\(name)"
    }
}
