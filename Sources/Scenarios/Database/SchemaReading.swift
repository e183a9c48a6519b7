import Postgres

/// The questions to a strategy's schema, whose answers say how far its statements reach.
enum SchemaReading {
    /// What makes a write reach beyond its row: triggers, foreign keys, rules, policies, functions, defaults that
    /// count, and unique keys besides the first, at which rows of two records can meet.
    static let reachingObjects = Statement(
        """
        with own as (
            select oid from pg_namespace n where \(StrategyObjects.schemas)
        )
        select 1 from pg_trigger where not tgisinternal
        union all select 1 from pg_constraint where contype in ('f', 'x')
        union all select 1 from pg_rewrite r join pg_class c on c.oid = r.ev_class
            where c.relnamespace in (select oid from own)
        union all select 1 from pg_policy
        union all select 1 from pg_proc p where p.pronamespace in (select oid from own)
        union all select 1 from pg_class where relkind = 'S' and relnamespace in (select oid from own)
        union all (
            select 1 from pg_index i join pg_class c on c.oid = i.indrelid
            where i.indisunique and c.relnamespace in (select oid from own)
            group by i.indrelid having count(*) > 1
        )
        limit 1
        """, prepares: false)

    /// What functions do that are not the server's own.
    static let functionBodies = Statement(
        """
        select l.lanname, p.prosrc
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
        where \(StrategyObjects.schemas)
        """, prepares: false)

    /// What views and rules do.
    static let definitions = Statement(
        """
        select pg_get_ruledef(r.oid) from pg_rewrite r join pg_class c on c.oid = r.ev_class
            join pg_namespace n on n.oid = c.relnamespace
        where \(StrategyObjects.schemas)
        """, prepares: false)
}
