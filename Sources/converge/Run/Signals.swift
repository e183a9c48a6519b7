import Foundation
import Postgres
import Processes

/// Where the handlers write: nothing else is safe to do inside one.
private nonisolated(unsafe) var signalPipe: Int32 = -1

/// Turns SIGINT, SIGTERM and SIGHUP into the cancellation of what runs.
///
/// The main thread uses it, and its loop.
final class Signals: @unchecked Sendable {
    /// The first signal that came.
    private(set) var received: Int32?
    private let reader: Int32
    private let writer: Int32
    private var old: [(Int32, sigaction)] = []

    /// Takes the signals over.
    init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) != 0 { ends = [-1, -1] }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        reader = ends[0]
        writer = ends[1]
        signalPipe = writer
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var before = sigaction()
            sigaction(number, nil, &before)
            // Under nohup the program is meant to outlive its terminal.
            let isIgnored =
                unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self)
                == unsafeBitCast(SIG_IGN, to: Int.self)
            if number == SIGHUP, isIgnored { continue }
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { number in
                let error = errno
                var byte = UInt8(truncatingIfNeeded: number)
                write(signalPipe, &byte, 1)
                errno = error
            }
            sigaction(number, &action, nil)
            old.append((number, before))
        }
    }

    /// Gives the signals back: from now on they end the program.
    func restore() {
        for (number, before) in old {
            var action = before
            action.__sigaction_handler.sa_handler = SIG_DFL
            sigaction(number, &action, nil)
        }
        old = []
    }

    /// Behaves as if a signal had come.
    func raise(_ number: Int32) {
        var byte = UInt8(truncatingIfNeeded: number)
        write(writer, &byte, 1)
    }

    private enum Event: Sendable {
        case ended(Result<Void, any Error>)
        case signal(Int32)
    }

    /// Runs `body` as a task that the first signal cancels. A second one ends the program, and every cluster of the
    /// loop before it.
    ///
    /// - Parameter tick: Called ten times a second meanwhile.
    func run(
        on loop: EventLoop, tick: @escaping @Sendable () -> Void = {},
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Event.self) { group in
            group.addTask {
                do {
                    try await body()
                    return .ended(.success(()))
                } catch {
                    return .ended(.failure(error))
                }
            }
            group.addTask { .signal(await self.next(on: loop, tick: tick)) }
            var result: Result<Void, any Error> = .success(())
            while let event = try await group.next() {
                switch event {
                case .ended(let outcome):
                    result = outcome
                    raise(0)
                case .signal(0): break
                case .signal(let number):
                    if let received {
                        ProcessSweeper.endOwn()
                        ThrowawayCluster.destroyAllNow(on: loop)
                        _exit(128 + received)
                    }
                    received = number
                    group.cancelAll()
                    group.addTask { .signal(await self.next(on: loop, tick: tick)) }
                }
            }
            try result.get()
        }
    }

    /// The next signal; 0 when there is nothing to wait for any more.
    private func next(on loop: EventLoop, tick: @Sendable () -> Void) async -> Int32 {
        while true {
            var byte: UInt8 = 0
            if read(reader, &byte, 1) == 1 { return Int32(byte) }
            if await !loop.waitReadable(reader, timeout: .milliseconds(100)) { tick() }
        }
    }
}
