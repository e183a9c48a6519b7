import Foundation
import Postgres
import TestSupport
import Testing

@Suite(.ownTime) struct EventLoopTests {
    @Test func runsTasksInTheOrderInWhichTheyWereMade() throws {
        let loop = EventLoop()
        let order = try loop.run {
            await withTaskGroup(of: Void.self, returning: [Int].self) { group in
                let trace = Trace()
                for number in 0..<100 {
                    group.addTask {
                        trace.numbers.append(number)
                        await Task.yield()
                        trace.numbers.append(number + 100)
                    }
                }
                await group.waitForAll()
                return trace.numbers
            }
        }
        #expect(order == Array(0..<200))
    }

    @Test func passesErrorsOn() {
        #expect(throws: CancellationError.self) { try EventLoop().run { throw CancellationError() } }
    }

    @Test func isUsableAgainAfterARun() throws {
        let loop = EventLoop()
        #expect(try loop.run { 1 } == 1)
        #expect(try loop.run { 2 } == 2)
    }

    @Test func wakesForAnotherThread() throws {
        let loop = EventLoop()
        for _ in 0..<200 {
            let answer = try loop.run {
                await withCheckedContinuation { continuation in
                    Thread.detachNewThread { continuation.resume(returning: 42) }
                }
            }
            #expect(answer == 42)
        }
    }

    @Test func timesOutWhereNothingComes() throws {
        let loop = EventLoop()
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        let began = ContinuousClock.now
        let isReady = try loop.run { await loop.waitReadable(descriptor, timeout: .milliseconds(20)) }
        #expect(!isReady)
        #expect(ContinuousClock.now - began >= .milliseconds(20))
    }

    @Test func seesWhatCanBeReadAndWritten() throws {
        let loop = EventLoop()
        let pipe = Pipe()
        let (reading, writing) = (pipe.fileHandleForReading, pipe.fileHandleForWriting)
        try loop.run {
            #expect(await loop.waitWritable(writing.fileDescriptor))
            async let isReady = loop.waitReadable(reading.fileDescriptor)
            try writing.write(contentsOf: Data([1]))
            #expect(await isReady)
        }
    }

    @Test func resumesSleepersByDeadline() throws {
        let loop = EventLoop()
        let order = try loop.run {
            await withTaskGroup(of: Int.self, returning: [Int].self) { group in
                for milliseconds in [30, 10, 20] {
                    group.addTask {
                        await loop.sleep(for: .milliseconds(milliseconds))
                        return milliseconds
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(order == [10, 20, 30])
    }

    @Test func aPauseEndsWithItsEnd() throws {
        let loop = EventLoop()
        let pause = Pause(on: loop)
        let began = ContinuousClock.now
        try loop.run {
            async let hasEnded: Void = pause.take(.seconds(3600))
            async let other: Void = Pause(on: loop).take(.milliseconds(20))
            await Task.yield()
            pause.end()
            await hasEnded
            await pause.take(.seconds(3600))
            await other
        }
        // The other one has taken its time all the same.
        #expect((.milliseconds(20) ..< .seconds(3600)).contains(ContinuousClock.now - began))
    }
}

/// Written by tasks that all run on one loop.
private final class Trace: @unchecked Sendable {
    var numbers: [Int] = []
}
