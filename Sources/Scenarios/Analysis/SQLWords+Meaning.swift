/// What words tell, in whatever text they stand.
extension SQLWords {
    /// Where a row lies, and which transactions and commands wrote it.
    static let systemColumns: Set<String> = ["ctid", "xmin", "xmax", "cmin", "cmax"]

    /// Whether they ask for what no table's content shows: where a row lies, which transaction wrote it, what the server
    /// knows of sessions and transactions.
    var readSystemState: Bool {
        hidesWords || mentions(Self.systemColumns)
            || all.contains { word in
                (word.text.hasPrefix("pg_") || word.text.hasPrefix("txid_"))
                    && !["pg_catalog", "pg_typeof", "pg_sleep", "pg_temp"].contains(word.text)
            }
    }

    /// Whether they name something that outlasts its transaction in its session, or could hide such a name.
    var nameSessionState: Bool {
        hidesWords || all.contains { $0.text.contains("advisory") }
            || mentions(["set_config", "nextval", "currval", "lastval", "setval", "temp", "temporary"])
    }

    /// Whether they may change more of their database than rows, or could hide such a statement.
    var mayChangeCatalogue: Bool {
        hidesWords || all.contains { $0.text.hasPrefix("lo_") }
            || mentions([
                "create", "alter", "drop", "grant", "revoke", "comment", "security", "import", "reassign", "reindex",
                "cluster", "analyze", "analyse", "vacuum", "execute", "dblink", "loread", "lowrite",
            ])
    }

    /// Whether there is an `into` that is not an insert's: a select's own makes a table, and in PL/pgSQL fills a variable.
    var haveIntoOfSelect: Bool { mentions("into", notAfter: ["insert", "merge"]) }
}
