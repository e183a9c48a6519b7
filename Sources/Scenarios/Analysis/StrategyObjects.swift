/// Conditions of queries of the catalogue that leave nothing but what is the strategy's own.
enum StrategyObjects {
    /// The schema in which the harness keeps copies of the rows that the strategy's schema inserted.
    static let seedSchema = "converge_seed"

    /// Of `n`, a row of pg_namespace: neither the server's own schemas nor the harness's.
    static let schemas = """
        n.nspname not in ('pg_catalog', 'information_schema', '\(seedSchema)') and n.nspname not like 'pg\\_toast%'
        """

    /// Of `c`, a row of pg_class whose schema is `n`: a relation by itself that lasts, and is no extension's.
    static let relations = """
        not c.relispartition and c.relpersistence <> 't' and \(schemas)
        and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
        """
}
