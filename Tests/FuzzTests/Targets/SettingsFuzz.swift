@testable import Syncer

/// DDL, as a schema or a migration has it.
enum SchemaFuzz {
    static func run(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let up = MigrationMarkers.upPart(of: text)
        precondition(
            up.utf8.count { $0 == 0x0A } == text.utf8.count { $0 == 0x0A }, "the lines have lost their numbers")
        for text in [text, up] {
            guard let statements = try? SchemaFile(name: "schema.sql", text: text, folder: "a").statements() else {
                continue
            }
            for statement in statements { precondition(!statement.sql.isEmpty) }
        }
    }
}

/// strategy.yml.
enum SettingsFuzz {
    static func run(_ bytes: [UInt8]) {
        guard let text = String(validating: bytes, as: UTF8.self) else { return }
        do {
            let settings = try StrategySettings(yaml: text, file: "strategy.yml")
            _ = try settings.routes(file: "strategy.yml")
            _ = settings.policy
        } catch {
            precondition(!error.description.isEmpty)
        }
    }
}
