import Foundation
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct FolderTests {
    static let errors: [(files: [String: String], message: String)] = [
        (
            ["schema.sql": ""],
            "my: there is no upsert.sql in it: add one, or name a program with 'worker:' in strategy.yml; 'converge init' "
                + "copies an example"
        ),
        (
            ["schema.sql": "", "upsert.sql": "-- nothing\n/* at all */;"],
            "my/upsert.sql: it has no statement: write the SQL that stores a record"
        ),
        (
            ["upsert.sql": "select 1"],
            "my: there is no schema.sql in it: add the DDL of its tables, or name it in strategy.yml: 'schema: …'"
        ),
        (["upserts.sql": "select 1"], "my/upserts.sql: it would be ignored: is it meant to be upsert.sql? Rename it"),
        (
            ["upsert.sql": "select 1", "schema.sql": "", "strategy.yaml": ""],
            "my/strategy.yaml: it would be ignored: is it meant to be strategy.yml? Rename it"
        ),
        (
            ["upsert.sql": "select 1", "schema.sql": "", "Delete.sql": ""],
            "my/Delete.sql: it would be ignored: is it meant to be delete.sql? Rename it"
        ),
        (["upsert.sql/a": ""], "my/upsert.sql: it is a folder, not a file: put a file there"),
        (["upsert.sql": "select 1;\nselect\u{0}2"], "my/upsert.sql:2: it contains a NUL byte: save it as UTF-8 text"),
        (
            ["schema.sql": "", "upsert.sql": "select 1;\n  select 'a"],
            "my/upsert.sql:2:10: this string never ends: close it with '"
        ),
        (
            ["schema.sql": "", "upsert.sql": "select 1", "delete.sql": "\\echo"],
            """
            my/delete.sql:1:1: \\echo is not a command of strategy scripts: they have \\gset, \\if, \\elif, \\else, \\endif
            """
        ),
        (
            ["schema.sql": "", "upsert.sql": "select :'plan'"],
            """
            my/upsert.sql:1:8: there is no variable 'plan': declare it under fields: in strategy.yml if records of \
            'stripe:subscription' have it
            """
        ),
        (
            ["schema.sql": "", "upsert.sql": "select :'quantty'"],
            "my/upsert.sql:1:8: there is no variable 'quantty': did you mean 'quantity'?"
        ),
        (
            ["schema.sql": "", "upsert.sql": "select 1", "batch.sql": "select :'record'"],
            "my/batch.sql:1:8: there is no variable 'record': did you mean 'records'?"
        ),
        (
            ["schema.sql": "", "upsert.sql": "select 1", "batch.sql": "select :'plan_ids_array'"],
            "my/batch.sql:1:8: there is no variable 'plan_ids_array': did you mean 'plan_id_array'?"
        ),
        (
            ["schema.sql": "", "upsert.sql": "select 1", "session.sql": "\\if :'id'\n\\endif"],
            """
            my/session.sql:1:5: there is no variable 'id': declare it under fields: in strategy.yml if records of \
            'stripe:subscription' have it
            """
        ),
    ]

    @Test(arguments: errors.indices) func whateverIsWrongIsSaid(index: Int) throws {
        let (files, message) = Self.errors[index]
        let error = try loadError(files)
        #expect(error == message)
    }

    @Test(
        arguments: [
            "\\if :{?plan}\nselect :'plan';\n\\endif", "select 1 as p \\gset x_\nselect :'x_plan'",
            "select 1 \\gset\nselect :'plan'",
            "select :plan", "select :'records'::text \\gset\n",
        ].dropLast())
    func namesThatMayExistAreTaken(upsert: String) throws {
        #expect(try loadError(["schema.sql": "", "upsert.sql": upsert]) == nil)
    }

    @Test func filesOfOtherKindsAreIgnored() throws {
        let files = [
            "schema.sql": "", "upsert.sql": "select 1", "README.md": "", "select.sql": "\\x", "upsert.sql~": "",
        ]
        #expect(try loadError(files) == nil)
    }

    @Test func badTextIsSaidWithItsLine() throws {
        let message = try withFolder(bytes: ["upsert.sql": Array("select 1;\n-- ".utf8) + [0xE4, 0x0A]]) { folder in
            #expect(throws: StrategyError.self) { try Strategy.load(folder: folder) }?.description
                .replacing(folder, with: "my")
        }
        #expect(message == "my/upsert.sql:2: it is not valid UTF-8: save it as UTF-8 text")
    }

    @Test func aByteOrderMarkAndWindowsLineEndsDoNoHarm() throws {
        let strategy = try strategy(
            "\u{FEFF}deletes: hard\r\n", ["upsert.sql": "\u{FEFF}-- a\r\n\\if t\r\nselect 1;\r\n\\endif\r\n"])
        #expect(strategy.deletes == .hard)
        #expect(strategy.upsert.statements.map(\.origin) == ["upsert.sql:3"])
    }

    @Test func aFolderMustBeOne() throws {
        func message(_ folder: String) -> String? {
            #expect(throws: StrategyError.self) { try Strategy.load(folder: folder) }?.description
        }
        #expect(
            message("/nowhere/x")
                == "/nowhere/x: there is no such folder: name a folder that holds upsert.sql, or a strategy.yml with `worker:`, "
                + "or a built-in strategy")
        #expect(
            message(#filePath)
                == "\(#filePath): it is a file, not a strategy's folder: name the folder that holds upsert.sql")
        #expect(message("/dev/null") == "/dev/null: it is neither a file nor a folder: put a regular file there")
    }

    @Test func linksAreFollowedButNotInCircles() throws {
        try withFolder(["schema.sql": "", "real.txt": "select 1"]) { folder in
            let files = FileManager.default
            try files.createSymbolicLink(atPath: "\(folder)/upsert.sql", withDestinationPath: "real.txt")
            #expect(try Strategy.load(folder: folder + "/").upsert.statements.count == 1)
            try files.createSymbolicLink(atPath: "\(folder)/delete.sql", withDestinationPath: "delete.sql")
            let error = #expect(throws: StrategyError.self) { try Strategy.load(folder: folder) }
            #expect(
                error?.description
                    == "\(folder)/delete.sql: it cannot be read (Too many levels of symbolic links)")
        }
    }

    @Test func aFolderHasItsOwnNameHoweverItIsNamed() throws {
        let files = ["own/schema.sql": "", "own/upsert.sql": "select 1", "own/inner/x": ""]
        let names: [String] = try withFolder(files) { folder in
            try ["own", "own/", "own/.", "own/inner/..", "own/inner/../."].map { path in
                try Strategy.load(folder: "\(folder)/\(path)").name
            }
        }
        #expect(names == Array(repeating: "own", count: 5))
    }

    @Test func aColumnsNameIsNoVariable() throws {
        let settings = "columns: {product_id: id, plan: plan_id}"
        func message(_ files: [String: String]) -> String? {
            do {
                _ = try strategy(settings, files)
                return nil
            } catch { return "\(error)" }
        }
        #expect(
            message(["upsert.sql": "select :'product_id'"])?.hasSuffix(
                "upsert.sql:1:8: there is no variable 'product_id': write :'id', the field that the column 'product_id' holds"
            ) == true)
        #expect(
            message(["batch.sql": "select :'plan_array'"])?.hasSuffix(
                "there is no variable 'plan_array': write :'plan_id_array': variables have the names of fields, not of columns"
            ) == true)
    }

    @Test func deleteSqlIsRefusedWhereNothingIsEverDeleted() throws {
        #expect(try strategy("deletes: never").deletes == .never)
        #expect {
            try strategy("deletes: never", ["delete.sql": "select 1"])
        } throws: { error in
            "\(error)".hasSuffix(
                "strategy.yml:1:10: with 'deletes: never' delete.sql would never run: remove the one or the other")
        }
    }

    @Test func deleteSqlMakesDeletesHard() throws {
        #expect(try strategy("", ["delete.sql": "select 1"]).deletes == .hard)
        #expect(try strategy("deletes: soft", ["delete.sql": "select 1"]).deletes == .soft)
    }

    @Test func theFingerprintIsOfWhatARunDependsOn() throws {
        let base = try strategy("").fingerprint
        #expect(base == "b08bf06238ba4024")
        #expect(try strategy("").fingerprint == base)
        #expect(try strategy("# a").fingerprint == base)
        #expect(try strategy("description: x\nexpect: {in-order: exhausted}\naccept: []").fingerprint == base)
        let nacks = try strategy("on_error: nack\ndeletes: soft").fingerprint
        #expect(nacks != base)
        #expect(try strategy("deletes:   soft # a\non_error: 'nack'\ndescription: x").fingerprint == nacks)
        #expect(try strategy("on_error: leave\ndeletes: soft").fingerprint != nacks)
        #expect(try strategy("retry: ['40001']").fingerprint != strategy("retry: ['40001', '40P01']").fingerprint)
        #expect(try strategy("", ["upsert.sql": "select 1; -- a"]).fingerprint != base)
        #expect(try strategy("", ["delete.sql": ""]).fingerprint != base)
        #expect(try strategy("", ["README.md": "x"]).fingerprint == base)
        let moved = try strategy("", ["upsert.sql": "select 1;", "schema.sql": ";"]).fingerprint
        #expect(moved != base)
        var hash = Fingerprint()
        hash.add("foobar".utf8)
        #expect(hash.text == "85944171f73967e8")
    }

    @Test(
        arguments: [
            ("a", "public.a"), ("A.b_1", "a.b_1"), ("\"A\".\"b\"\"c.d\"", "A.b\"c.d"), ("a.", nil), ("", nil),
            ("a b", nil), ("a.b.c", nil), ("\"a", nil), ("1a", nil), ("\"\"", nil), ("a;drop", nil), (".a", nil),
        ] as [(String, String?)])
    func tablesAreReadAsSQLDoes(text: String, name: String?) {
        #expect(TableName(text)?.description == name)
    }
}
