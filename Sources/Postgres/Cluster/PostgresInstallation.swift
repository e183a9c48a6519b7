internal import Glibc
internal import Subprocess

/// Where `initdb` and `postgres` are.
public struct PostgresInstallation: Hashable, Sendable {
    /// The directory that holds both.
    public let binDirectory: String
    /// The version as the server tells it, such as `15.18`.
    public let version: String

    /// Finds an installation: in the directory given, or else on `PATH`, or else the newest below
    /// `/usr/lib/postgresql`.
    ///
    /// - Throws: ``ClusterError`` that says what is missing, and how to install it.
    public static func find(binDirectory: String? = nil) async throws -> PostgresInstallation {
        let directory = try locate(binDirectory)
        let answer = try? await Subprocess.run(
            .name("postgres"), arguments: ["--version"],
            environment: .custom(childEnvironment(HermeticEnvironment.child(binDirectory: directory))),
            output: .string(limit: 4096))
        // "postgres (PostgreSQL) 15.18 (Debian …)"
        let words = answer?.standardOutput.split(separator: " ") ?? []
        guard let version = words.dropFirst(2).first else {
            throw ClusterError(
                .notInstalled, "\(directory)/postgres does not run.",
                remedy: "Check the installation, or install Postgres (apt-get install postgresql).")
        }
        return PostgresInstallation(
            binDirectory: directory, version: version.trimming { $0.isWhitespace })
    }

    private static func locate(_ explicit: String?) throws(ClusterError) -> String {
        if let explicit {
            let missing = missingPrograms(in: explicit)
            guard missing.isEmpty else {
                throw ClusterError(
                    .notInstalled, "\(explicit) has no \(missing.joined(separator: " and no ")).",
                    remedy: "Name the directory that holds both initdb and postgres.")
            }
            return explicit
        }
        let path = (HermeticEnvironment.value("PATH") ?? "").split(separator: ":").map(String.init)
        let packaged = versionDirectories().map { "/usr/lib/postgresql/\($0)/bin" }
        let candidates = path.filter { $0.hasPrefix("/") } + packaged
        if let directory = candidates.first(where: { missingPrograms(in: $0).isEmpty }) { return directory }
        throw ClusterError(
            .notInstalled,
            "No directory on PATH or below /usr/lib/postgresql holds both initdb and postgres.",
            remedy: "Install Postgres (apt-get install postgresql).")
    }

    private static func missingPrograms(in directory: String) -> [String] {
        ["initdb", "postgres"].filter { access("\(directory)/\($0)", X_OK) != 0 }
    }

    /// Debian's version directories, the newest first.
    private static func versionDirectories() -> [String] {
        FileTree.names(in: "/usr/lib/postgresql")
            .compactMap { name in Double(name).map { (name, $0) } }
            .sorted { $0.1 > $1.1 }
            .map(\.0)
    }
}

/// An environment as swift-subprocess takes it.
func childEnvironment(_ variables: [String: String]) -> [[UInt8]] {
    variables.sorted { $0.key < $1.key }.map { Array("\($0.key)=\($0.value)\0".utf8) }
}
