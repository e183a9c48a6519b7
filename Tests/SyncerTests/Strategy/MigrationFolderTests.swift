import TestSupport
import Testing

@testable import Syncer

/// Which files of a folder of migrations are taken, and in which order.
@Suite(.ownTime) struct MigrationFolderTests {
    private func files(_ names: String...) throws -> [String] {
        try withFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, "") })) {
            try MigrationFolder(path: $0).files()
        }
    }

    @Test(
        "Files that undo are left out",
        arguments: [
            ("1_a.sql", true), ("1_a.up.sql", true), ("1_A.SQL", true), ("1_a.down.sql", false),
            ("1_a.DOWN.sql", false), ("U1__a.sql", false), ("U1.2__a.sql", false), ("users.sql", true),
            ("U_1.sql", true), ("Ub1__a.sql", true), ("a.sql.bak", false), ("sql", false),
        ])
    func ups(name: String, isUp: Bool) {
        #expect(MigrationFolder.isUp(name) == isUp)
    }

    @Test(
        "Leading numbers order as numbers; then come names without one, and what is repeatable last",
        arguments: [
            ["1.sql", "2.sql", "10.sql"], ["V1.9__b.sql", "V1.10__a.sql", "V2__a.sql"], ["1_1_a.sql", "1_2_a.sql"],
            ["1.sql", "1.0.1.sql"], ["009_a.sql", "9_b.sql", "010_a.sql"],
            ["99999999999999999998.sql", "99999999999999999999.sql", "100000000000000000000.sql"],
            ["5_a.sql", "B.sql", "a.sql", "R__a.sql"], ["1_A.sql", "1_a.sql"],
        ])
    func order(names: [String]) {
        #expect(MigrationFolder.sorted(names.reversed()) == names)
        #expect(MigrationFolder.sorted(names) == names)
    }

    @Test("Of sub-folders up.sql or migration.sql is taken; hidden files and folders below are not")
    func folders() throws {
        #expect(
            try files(
                "2_b/up.sql", "2_b/down.sql", "1_a/migration.sql", "3_c/other.sql", "4/deep/up.sql", ".5.sql", "6.txt")
                == ["1_a/migration.sql", "2_b/up.sql"])
    }

    @Test("A folder without migrations, or none, is refused")
    func none() throws {
        #expect(throws: StrategyError.self) { try files("1.down.sql", "notes.txt") }
        #expect(throws: StrategyError.self) { try MigrationFolder(path: "/nowhere/migrations").files() }
    }

    @Test(
        "Of a file with markers the lines below up are kept, and lines keep their numbers",
        arguments: [
            ("a\nb", "a\nb"), ("-- +goose Up\na\n-- +goose Down\nb", "-- +goose Up\na\n\n"),
            ("-- migrate:down\na\n-- migrate:up\nb", "\n\n-- migrate:up\nb"),
            ("  --+MIGRATE down\na", "\n"), ("-- +goose Downwards\na", "-- +goose Downwards\na"),
            ("a -- +goose Down\nb", "a -- +goose Down\nb"), ("-- +goose Down\r\na\r\n", "\n\n"),
        ])
    func markers(text: String, up: String) {
        #expect(MigrationMarkers.upPart(of: text) == up)
    }
}
