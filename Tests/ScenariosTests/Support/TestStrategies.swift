import Foundation
import Syncer
import TestSupport

@testable import Scenarios

/// Makes strategies out of the text of their files.
enum TestStrategies {
    /// The guide's table, as the built-in strategies have it.
    static var guideSchema: String {
        get throws { try file("schema.sql", of: "naive-upsert") }
    }

    /// The guide's upsert without a guard.
    static var naiveUpsert: String {
        get throws { try file("upsert.sql", of: "naive-upsert") }
    }

    /// The guide's upsert with its guard.
    static var guardedUpsert: String {
        get throws { try file("upsert.sql", of: "guarded-upsert") }
    }

    /// A strategy with the guide's table and a guarded upsert, where the given files say nothing else.
    static func make(_ files: [String: String] = [:]) throws -> Strategy {
        var files = files
        if files["schema.sql"] == nil { files["schema.sql"] = try guideSchema }
        if files["upsert.sql"] == nil { files["upsert.sql"] = try guardedUpsert }
        return try withFolder(files) { try Strategy.load(folder: $0) }
    }

    private static func file(_ name: String, of strategy: String) throws -> String {
        guard let folder = BuiltInStrategies.folder(of: strategy) else { throw Missing(name: strategy) }
        return try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    private struct Missing: Error { let name: String }
}
