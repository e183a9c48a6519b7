import Foundation
import Postgres
import Scenarios

/// A world that is kept at its violation until the user has looked inside.
struct KeptWorld {
    let world: OpenWorld
    let console: Console
    let loop: EventLoop

    /// Says how to look inside, and waits for Enter or a signal. What is kept goes when this returns.
    ///
    /// - Throws: `CancellationError` for a signal, `EnvironmentFailure` once its server is gone.
    func wait() async throws {
        let readsInput = isatty(STDIN_FILENO) == 1
        console.result(
            """
            The database is kept as it was after that step. Look inside:

              psql \(world.connection.shellWord)

            \(readsInput ? "Enter or Ctrl-C" : "SIGINT, SIGTERM or SIGHUP to process \(getpid())") removes it.

            """)
        while true {
            try Task.checkCancellation()
            if let loss = world.loss() { throw loss }
            if !readsInput {
                await loop.sleep(for: .milliseconds(100))
            } else if await loop.waitReadable(STDIN_FILENO, timeout: .milliseconds(200)) {
                var byte: UInt8 = 0
                if read(STDIN_FILENO, &byte, 1) <= 0 || byte == 10 { return }
            }
        }
    }
}
