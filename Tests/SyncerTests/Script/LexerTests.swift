import Postgres
import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct LexerTests {
    /// Each script, and the statements that psql would cut it into.
    static let cuts: [(script: String, statements: [String])] = [
        ("", []),
        (" -- nothing\n /* at all */ ;;; ", []),
        ("select 1; select 2", ["select 1", "select 2"]),
        ("-- first\nselect 1 -- one\n;", ["select 1"]),
        ("select 1 -- a; b\n + 1;", ["select 1 -- a; b\n + 1"]),
        ("select /* a; /* nested; */ b; */ 1;", ["select /* a; /* nested; */ b; */ 1"]),
        ("select 1+--one\n2;", ["select 1+--one\n2"]),
        ("select 4/*/**/;*/ /2;", ["select 4/*/**/;*/ /2"]),
        ("select 'a;b''c;d';", ["select 'a;b''c;d'"]),
        ("select 'a\\'; select 'b';", ["select 'a\\'", "select 'b'"]),
        ("select E'a\\';b', e'\\\\';", ["select E'a\\';b', e'\\\\'"]),
        ("select U&'a;\\0041', n'x;', b'1', x'f;';", ["select U&'a;\\0041', n'x;', b'1', x'f;'"]),
        ("select e'a'\n  '\\';b';", ["select e'a'\n  '\\';b'"]),
        ("select e'a' -- why\n '\\';b';", ["select e'a' -- why\n '\\';b'"]),
        ("select e'a' '\\'; select 2;", ["select e'a' '\\'", "select 2"]),
        ("select te'\\'; select 2;", ["select te'\\'", "select 2"]),
        ("select 1e'\\'; select 2;", ["select 1e'\\'", "select 2"]),
        ("select \"a;\"\"b;\";", ["select \"a;\"\"b;\""]),
        ("select \"it's\"; select 2;", ["select \"it's\"", "select 2"]),
        ("select $$a;$b$c;$$; select $b$;$$;$b$;", ["select $$a;$b$c;$$", "select $b$;$$;$b$"]),
        ("select $ü1$;$ü1$;", ["select $ü1$;$ü1$"]),
        ("select a$b$; select c$b$;", ["select a$b$", "select c$b$"]),
        ("select 1$a$;$a$;", ["select 1$a$;$a$"]),
        ("select (1; 2); select ((3)); select )4;", ["select (1; 2)", "select ((3))", "select )4"]),
        (
            "create function f() returns int begin atomic select 1; select case when true then 2 end; end; select 3;",
            [
                "create function f() returns int begin atomic select 1; select case when true then 2 end; end",
                "select 3",
            ]
        ),
        (
            "Create Or Replace Procedure p() Begin Atomic select 1; End; begin; commit;",
            ["Create Or Replace Procedure p() Begin Atomic select 1; End", "begin", "commit"]
        ),
        (
            "create table t (\"begin\" int, a int default (1)); begin; end;",
            ["create table t (\"begin\" int, a int default (1))", "begin", "end"]
        ),
        (
            "create table functions_begin as select 1 as begin; select 2;",
            ["create table functions_begin as select 1 as begin", "select 2"]
        ),
        ("select 'a'::text, x := 1, a[1:2], a[1 : 2], b::int;", ["select 'a'::text, x := 1, a[1:2], a[1 : 2], b::int"]),
        (
            "select a->>'b' ? 'c', :, : 'x', :'', :\"\", :{?}, :{x};",
            ["select a->>'b' ? 'c', :, : 'x', :'', :\"\", :{?}, :{x}"]
        ),
        ("\u{FEFF}select 1;", ["select 1"]),
        ("select 1;\r\n-- two\r\nselect\r\n2;\r\n", ["select 1", "select\r\n2"]),
        ("select 1\n\n  ", ["select 1"]),
        ("select 1 -- the end", ["select 1"]),
    ]

    @Test(arguments: cuts.indices) func cutsWherePsqlDoes(index: Int) async throws {
        let cut = Self.cuts[index]
        let statements = try Script.parse(text: cut.script, file: "a.sql").statements
        let session = RecordingSession()
        for statement in statements { _ = try await session.run(try statement.statement(Variables())) }
        #expect(session.sql == cut.statements)
    }

    @Test func leavesVariablesAloneWherePsqlDoes() async throws {
        let text = """
            select ':a :''a''', E':a\\':a', $$:a :'a'$$, $x$:a$x$, ":a", "x:""a", -- :'a'
            /* :a :'a' :"a" */ 1::a, a::"a", x:=a, 'b':::a;
            """
        #expect(try await sent(text, ["a": "1"]) == [String(text.dropLast()).replacing("'b':::a", with: "'b'::1")])
    }

    @Test(arguments: [
        ("select 1;\n  select 'a", "upsert.sql:2:10: this string never ends: close it with '"),
        ("select E'a\\'", "upsert.sql:1:9: this string never ends: close it with '"),
        ("select \"a", "upsert.sql:1:8: this quoted identifier never ends: close it with \""),
        ("select 'ü', $a$ $$", "upsert.sql:1:13: this dollar-quoted string never ends: close it with $a$"),
        ("/* /* */", "upsert.sql:1:1: this comment never ends: close it with */"),
    ])
    func saysWhereSomethingNeverEnds(text: String, message: String) {
        #expect(parseError(text) == message)
    }

    @Test func namesTheLineWhereAStatementStarts() async throws {
        let text = "-- a\n\n/* b\n */ select 1;\nselect\n2;  select 3"
        let session = RecordingSession()
        try await Script.parse(text: text, file: "delete.sql").run(variables: Variables(), on: session)
        #expect(session.statements.map(\.origin) == ["delete.sql:4", "delete.sql:5", "delete.sql:6"])
    }
}
