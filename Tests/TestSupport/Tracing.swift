import Foundation
package import Testing

extension Trait where Self == ConditionTrait {
    /// Has a test run where programs may be traced, which virtual time needs: some containers and kernels forbid it.
    ///
    /// A `converge-time` that is missing, or under which a program does not run as it should, is no reason to skip.
    package static var traced: Self { .enabled(if: mayTrace, "programs may not be traced here") }
}

private let mayTrace: Bool = {
    let own = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    let process = Process()
    process.executableURL = own.deletingLastPathComponent().appending(path: "converge-time")
    process.arguments = ["--check"]
    let said = Pipe()
    process.standardError = said
    guard (try? process.run()) != nil else { return true }
    let words = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return process.terminationStatus == 0 || words.contains("does not run here")
}()
