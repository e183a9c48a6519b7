import Postgres

/// Drops the databases of runs that were killed before they could do it themselves, on a server that is not ours.
///
/// A run names its databases after itself, and holds an advisory lock of that name in the database `postgres` for as
/// long as its session there lasts, from before the first of them is made. The server gives the lock up when the run
/// has died, however it died. So a run that gets the lock knows that those databases are not in use.
enum DatabaseSweeper {
    /// What a run is called: a number, as letters and digits.
    static func runID(_ number: UInt64) -> String {
        let digits = String(number, radix: 36)
        return "r" + String(repeating: "0", count: 13 - digits.count) + digits
    }

    /// The names that runs give, and nothing else by chance.
    private static let pattern = "^converge_(r[0-9a-z]{13})_[0-9]+(_w[0-9]+)?$"

    /// The upper half of the locks' keys: "conv". That two runs share the lower half does no harm: the lock is shared,
    /// and what is left is left until neither lives.
    private static let key = "1668247158, hashtext($1)"

    /// Takes the lock that says that a run lives.
    static func claim(of runID: String) -> Statement {
        Statement("select pg_advisory_lock_shared(\(key))", parameters: [runID])
    }

    /// Drops what no living run owns. What cannot be dropped stays: another sweep may be at it, or the role may not.
    static func sweep(over session: Connection) async {
        guard let runs = try? await session.run(Self.runs) else { return }
        for run in runs.rows.compactMap({ $0[0] }) {
            let attempt = Statement("select pg_try_advisory_lock(\(key))", parameters: [run])
            guard let answer = try? await session.run(attempt), answer.rows.first?[0] == "t" else { continue }
            // Read under the lock: what was made before it was given up.
            let names = (try? await session.run(Statement(Self.databases, parameters: [run])))?.rows ?? []
            for name in names.compactMap({ $0[0] }) {
                _ = try? await session.run(
                    Statement("drop database if exists \(name) with (force)", prepares: false))
            }
            _ = try? await session.run(Statement("select pg_advisory_unlock(\(key))", parameters: [run]))
        }
    }

    private static let runs = Statement(
        """
        select distinct substring(datname from '\(pattern)') from pg_database
        where datname ~ '\(pattern)' and pg_has_role(datdba, 'usage') order by 1
        """)

    private static let databases =
        """
        select datname from pg_database
        where datname ~ '\(pattern)' and substring(datname from '\(pattern)') = $1 and pg_has_role(datdba, 'usage')
        order by datname
        """
}
