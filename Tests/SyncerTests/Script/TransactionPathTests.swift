import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct TransactionPathTests {
    @Test(arguments: [
        "begin; commit;", "BEGIN; End;", "start transaction; rollback;", "begin work; abort work;",
        "begin; savepoint a; rollback to a; release a; commit;", "begin; commit and chain; commit;",
        "begin; commit and no chain;", "begin; prepare transaction 'x';", "begin; rollback; rollback;",
        "\\if :x\nbegin; commit;\n\\endif", "begin;\n\\if :x\ncommit;\n\\else\nrollback;\n\\endif", "commit;",
        "begin;\n\\if :x\ncommit;\n\\elif :y\nend;\n\\else\nabort;\n\\endif",
        "do $$ begin perform 1; end $$;", "select 'begin';", "prepare begin as select 1;", "commit prepared 'x';",
        "begin isolation level serializable; commit transaction;", "begin; select 1 \\gset\ncommit",
    ])
    func takesScriptsThatEndOutside(text: String) { #expect(parseError(text) == nil) }

    @Test(arguments: [
        ("begin;", "1:1"), ("select 1;\nbegin; select 2;", "2:1"), ("start transaction;", "1:1"),
        ("commit; begin", "1:9"), ("begin; rollback to a;", "1:1"), ("begin; commit and chain;", "1:1"),
        ("begin; rollback and chain", "1:1"), ("begin; commit prepared 'x';", "1:1"),
        ("begin;\n\\if :x\ncommit;\n\\endif", "1:1"), ("begin;\n\\if :x\ncommit;\n\\elif :y\ncommit;\n\\endif", "1:1"),
        ("\\if :x\nbegin;\n\\else\nselect 1;\n\\endif", "2:1"), ("begin; commit; begin work", "1:16"),
        ("\\if :x\n\\if :y\nbegin;\n\\endif\n\\endif", "3:1"), ("begin; release savepoint a", "1:1"),
        ("begin; prepare transaction_x as select 1", "1:1"), ("begin \\gset", "1:1"),
    ])
    func refusesScriptsThatCanEndInside(text: String, place: String) {
        #expect(
            parseError(text) == """
                upsert.sql:\(place): the script can end inside the transaction begun here: commit or roll back on \
                every way through it
                """)
    }
}
