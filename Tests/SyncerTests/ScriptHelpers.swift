import Foundation
import Sequin
import TestSupport
import Testing

@testable import Syncer

/// What the script sends, with these variables and answers.
func sent(
    _ text: String, _ variables: [String: String?] = [:], answers: [RecordingSession] = []
) async throws -> [String] {
    let session = RecordingSession()
    try await Script.parse(text: text, file: "upsert.sql").run(variables: Variables(variables), on: session)
    return session.sql
}

/// The error of reading a script.
func parseError(_ text: String) -> String? {
    do {
        _ = try Script.parse(text: text, file: "upsert.sql")
        return nil
    } catch {
        return error.description
    }
}

/// The error of a strategy that consists of these files.
func loadError(_ files: [String: String]) throws -> String? {
    try withFolder(files) { folder in
        do {
            _ = try Strategy.load(folder: folder)
            return nil
        } catch let error as StrategyError {
            return error.description.replacing(folder, with: "my")
        }
    }
}

/// The error of a strategy with these settings.
func settingsError(_ yaml: String, schema: String = "") throws -> String? {
    try loadError(["schema.sql": schema, "upsert.sql": "select 1;", "strategy.yml": yaml])
}

/// A strategy with these settings.
func strategy(_ yaml: String, _ files: [String: String] = [:]) throws -> Strategy {
    let base = ["schema.sql": "", "upsert.sql": "select 1;", "strategy.yml": yaml]
    return try withFolder(base.merging(files) { $1 }) { try Strategy.load(folder: $0) }
}

extension Record {
    /// A subscription.
    static func subscription(
        id: String = "r1", version: Int64 = 2_745_327_036, deleted: Bool = false, data: JSONValue? = nil
    ) -> Record {
        Record(
            id: id, collectionSlug: "stripe:subscription", provider: "stripe", upstreamID: "sub_1", deleted: deleted,
            updatedIdx: version,
            sync: Sync(id: "s1", externalID: "x", metadata: json(#"{"team": "it's \\ \"ok\" ü"}"#)),
            upstreamCreatedAt: "2024-01-02T03:04:05Z", upstreamUpdatedAt: "2024-02-03T04:05:06.789Z",
            data: data
                ?? json(
                    #"""
                    {"stripe_customer_id": "cus_'1'\\n$1 😀", "plan_id": "plan; -- \"a\"", "quantity": 3}
                    """#))
    }
}

/// A JSON value; the keys of objects come sorted.
func json(_ text: String) -> JSONValue {
    (try? JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))) ?? .string("not JSON: \(text)")
}
