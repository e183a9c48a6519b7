import TestSupport
import Testing

@testable import Scenarios

/// What the scheduler reads in a statement's words.
@Suite(.ownTime) struct StatementWordsTests {
    @Test(
        "Statements that may write rows can pause at them, and may have committed when their connection is lost",
        arguments: [
            ("insert into t values (1)", true), ("  Update t set a = 1", true), ("select f()", true),
            ("execute write(1)", true), ("merge into t using s on true when matched then delete", true),
            ("select 1 from t", false), ("commit", false), ("set work_mem = '1MB'", false),
            ("-- select\ninsert into t values (1)", true), ("/* select /* nested */ */ delete from t", true),
            ("/* insert */ select 1", false), ("/* never closed insert", false),
        ])
    func writes(statement: String, mayWrite: Bool) {
        #expect(StatementWords(statement).mayWriteRows == mayWrite)
    }

    @Test("A comment before it does not hide what a statement is")
    func comments() {
        #expect(StatementWords("/* traced */ commit").isCommit)
        #expect(StatementWords("-- traced\n  begin").startsPlainTransaction)
        #expect(!StatementWords("-- commit").isCommit)
    }
}
