/// The files of a folder of migrations that build the schema, in order.
///
/// Taken are `*.sql`, without the undoing ones (`*.down.sql`, Flyway's `U…`), and `NAME/up.sql` or
/// `NAME/migration.sql` of sub-folders. Leading numbers order them as numbers, `V1.10__` after `V1.9__`; names
/// without a number come after those with one, Flyway's repeatable `R__…` last.
struct MigrationFolder {
    let path: String

    func files() throws(StrategyError) -> [String] {
        var files: [String] = []
        for name in try TextFile.names(in: path) where !name.hasPrefix(".") {
            switch try TextFile.kind(of: "\(path)/\(name)") {
            case .file: if Self.isUp(name) { files.append(name) }
            case .folder:
                for inner in ["up.sql", "migration.sql"]
                where try TextFile.kind(of: "\(path)/\(name)/\(inner)") == .file {
                    files.append("\(name)/\(inner)")
                }
            case .missing: break
            }
        }
        guard !files.isEmpty else {
            throw StrategyError(
                file: path, message: "there are no migrations in it", remedy: "name a folder that holds *.sql files")
        }
        return Self.sorted(files)
    }

    static func isUp(_ name: String) -> Bool {
        let lowercased = name.lowercased()
        guard lowercased.hasSuffix(".sql"), !lowercased.hasSuffix(".down.sql") else { return false }
        // Flyway's undo migrations.
        return name.wholeMatch(of: /U[0-9][0-9._]*__.*/) == nil
    }

    static func sorted(_ names: [String]) -> [String] {
        let keyed = names.map { (key: Key($0), name: $0) }
        return keyed.sorted { $0.key < $1.key }.map(\.name)
    }

    /// What a migration is ordered by.
    private struct Key: Comparable {
        let group: Int
        /// The parts of the leading number, without leading zeros: longer is greater.
        let numbers: [String]
        let name: String

        init(_ name: String) {
            self.name = name
            guard let match = name.prefixMatch(of: /[Vv]?([0-9]+(?:[._][0-9]+)*)/) else {
                numbers = []
                group = name.hasPrefix("R__") ? 2 : 1
                return
            }
            group = 0
            numbers = match.1.split { $0 == "." || $0 == "_" }.map { String($0.drop { $0 == "0" }) }
        }

        static func < (left: Key, right: Key) -> Bool {
            if left.group != right.group { return left.group < right.group }
            for (one, other) in zip(left.numbers, right.numbers) where one != other {
                return one.count == other.count ? one < other : one.count < other.count
            }
            if left.numbers.count != right.numbers.count { return left.numbers.count < right.numbers.count }
            return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
        }
    }
}
