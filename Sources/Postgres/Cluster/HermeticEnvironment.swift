internal import Glibc

/// Keeps the caller's environment away from libpq and from the servers that are started.
public enum HermeticEnvironment {
    /// Removes every variable that libpq reads (their names begin with `PG`) from this process's environment.
    ///
    /// Call it once, early: changing the environment while other threads read it is not safe.
    public static func removeLibpqVariables() {
        var names: [String] = []
        var entry = environ
        while let text = entry.pointee {
            let name = String(cString: text).prefix { $0 != "=" }
            if name.hasPrefix("PG") { names.append(String(name)) }
            entry += 1
        }
        for name in names { unsetenv(name) }
    }

    /// The variables of a child process: nothing of the caller's, so that a run is the same everywhere.
    static func child(binDirectory: String) -> [String: String] {
        ["PATH": "\(binDirectory):/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"]
    }

    static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}
