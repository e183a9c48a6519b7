import Bits

/// Statements and blocks.
extension ScriptGenerator {
    /// A statement with its end, or an `\if` with all that is in it.
    mutating func block() -> String {
        depth += 1
        defer { depth -= 1 }
        if depth < 4, random.oneIn(4) { return conditional() }
        if !isInTransaction, random.oneIn(9) { return transaction() }
        if random.oneIn(5) { return query() }
        return space() + statement() + end()
    }

    /// A statement on the line of a command. (A comment there would lose its line break in psql 15.)
    private static let separated = " \\\\ select 2 as c1;\n"

    private mutating func end() -> String {
        switch random.below(12) {
        case 0: ";;"
        case 1: " ;\t"
        case 2: "\n-- the end\n;\n"
        case 3: " /* c */;"
        case 4: "; -- it's\n"
        default: ";\n"
        }
    }

    private mutating func statement() -> String {
        depth += 1
        defer { depth -= 1 }
        switch random.below(30) {
        case 0...7:
            return joined(["insert into seen (s)", "values", "(\(expression())),", "((\(expression()))::text)"])
        case 8...10: return joined(["select", expression(), "as c1,", expression()])
        case 11: return joined(["insert into seen (s)", "select", "(\(expression()))::text", "as c returning s as c1"])
        case 12...14:
            return joined([
                "insert into kept as k values", "(:'\(textName())',", ":'num',", "\(literal()))",
                "on conflict (id) do update set", "version = excluded.version,", "note = :'\(textName())'",
                "where k.version <= excluded.version",
            ])
        case 15: return joined(["update seen set s =", expression(), "where s =", literal()])
        case 16: return joined(["delete from seen where s in (", literal(), ",", literal(), ")"])
        case 17: return joined(["with w as (", "select", literal(), "as q", ") select q from w", "limit :'num'"])
        case 18: return joined(["values (", literal(), "), (", literal(), ")"])
        case 19: return "select s from seen order by n limit :num"
        case 20: return joined(["select", literal(), "as :\"name\""])
        case 21: return "insert into seen (:\"name\") values (\(literal()))"
        case 22: return "do $$ begin insert into seen (s) values (':a;'); end $$"
        // psql does not see a body behind a \gset that it has skipped.
        case 23 where assigned.isEmpty:
            return "create function f() returns text language sql begin atomic select 'x'; "
                + "select case when true then \(pick(["'y'", ":'a'", ":num::text"])) end; end; "
                + "insert into seen (s) values (f()); drop function f"
        case 24: return "create temp table t as select \(literal())::text as c; select c as c1 from t; drop table t"
        case 25: return "set application_name = \(literal())"
        case 26:
            return "prepare s1 (text) as insert into seen (s) values ($1); execute s1(\(literal())); deallocate s1"
        case 27: return "table seen"
        case 28:
            return pick([
                "lock table seen in share mode", "analyze kept", "notify n, :'a'", "selec 1", "select 1 from nothing",
            ])
        default: return ":word"
        }
    }

    /// A query whose row sets variables.
    private mutating func query() -> String {
        let names = (0...random.below(2)).map { _ in pick(["v1", "v2", "v_3", "V4"]) }
        let columns = names.map { name in
            "\(pick([literal(), expression(), "null", "null::text"])) as \"\(name)\""
        }
        let prefix = pick(["", "", "", "p_", "'p_'", "p_ x", ":num", "P'_'"])
        let source = pick(["", "", "", "", " from generate_series(1, 2)", " where false", " limit 1"])
        assigned += names
        assigned += names.filter { _ in prefix.contains("_") }.map { "p_\($0)" }
        let end = pick(["\n", "\n", Self.separated, "\r\n"])
        return joined(["select", columns.joined(separator: "," + space())]) + source
            + pick([" ", "\n", ""]) + "\\gset \(prefix)" + end
    }

    private mutating func transaction() -> String {
        isInTransaction = true
        defer { isInTransaction = false }
        var text =
            joined([pick(["begin", "BEGIN work", "start transaction", "begin isolation level serializable"])]) + end()
        for _ in 0...random.below(2) {
            text += random.oneIn(4) ? "savepoint a;\n\(block())rollback to savepoint a;\n" : block()
        }
        return text + joined([pick(["commit", "end", "commit work", "rollback", "abort"])]) + end()
    }

    private mutating func conditional() -> String {
        var text = "\(space())\\if \(boolean())\n"
        for _ in 0...random.below(1) { text += block() }
        while random.oneIn(3) { text += "\\elif \(boolean())\n" + block() }
        if random.oneIn(2) { text += "\\else\(pick(["\n", "\n", Self.separated, " x\n"]))" + block() }
        return text + "\n\\endif\(pick(["\n", "\n", Self.separated, " y\n"]))"
    }
}
