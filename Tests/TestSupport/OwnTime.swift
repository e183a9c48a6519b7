import Foundation
import Synchronization
package import Testing

/// Notes how long each test of a suite takes by itself.
///
/// Swift Testing begins all tests at once and lets most of them wait for their turn, so what it reports is mostly the
/// wait. A scope is entered when a test's turn has come. Where `CONVERGE_TEST_TIMES` names a file, a line
/// `SECONDS<tab>SUITE/TEST` is added to it for each case of a test; `scripts/test` prints the slowest.
package struct OwnTime: SuiteTrait, TestTrait, TestScoping {
    package let isRecursive = true

    @TaskLocal private static var waited: WaitedTime?

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        guard let path = ProcessInfo.processInfo.environment["CONVERGE_TEST_TIMES"] else { return try await function() }
        let waited = WaitedTime()
        let start = ContinuousClock.now
        defer { Self.note(ContinuousClock.now - start - waited.total, of: test, in: path) }
        try await Self.$waited.withValue(waited) { try await function() }
    }

    /// Waits for what other tests are using, such as a server. That is not the waiting test's own time.
    package static func waiting<T: Sendable>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> T
    ) async throws -> T {
        let start = ContinuousClock.now
        defer { waited?.add(ContinuousClock.now - start) }
        return try await body()
    }

    private static func note(_ time: Duration, of test: Test, in path: String) {
        // Such as `ScenariosTests.ZooTests/bad(name:)/ZooTests.swift:24:6`.
        var name = "\(test.id)"
        if let place = name.range(of: "/\(test.sourceLocation.fileName):", options: .backwards) {
            name = String(name[..<place.lowerBound])
        }
        if let module = name.firstIndex(of: ".") { name = String(name[name.index(after: module)...]) }
        let line = "\(time / .seconds(1))\t\(name)\n"
        let file = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        defer { close(file) }
        // One write, so that lines of tests that end at once do not mix.
        _ = write(file, line, line.utf8.count)
    }
}

/// How long a test has waited for others.
private final class WaitedTime: Sendable {
    private let time = Mutex(Duration.zero)

    var total: Duration { time.withLock { $0 } }

    func add(_ more: Duration) { time.withLock { $0 += more } }
}

extension Trait where Self == OwnTime {
    /// Notes how long each test takes by itself.
    package static var ownTime: OwnTime { OwnTime() }
}
