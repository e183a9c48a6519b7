import Postgres

/// Tells whether a strategy's scripts have changed more of their database than rows: a table that they made, an index, a
/// right, a comment, statistics, a large object. No reset undoes that; a database copied anew does.
enum CatalogueWatch {
    /// Asks for a mark of everything that an owner of the database can change in it, temporary objects aside.
    ///
    /// Each row of the catalogue names the transaction that wrote it. The statistics' own table is closed to all but
    /// superusers; that they were gathered shows in the relation's size. A materialized view takes another place each
    /// time that it is filled, and a reset fills it.
    static let mark = Statement(
        """
        with relations as (
            select oid, xmin, reltuples, relpages, relkind from pg_class where oid >= 16384 and relpersistence <> 't'
        ), passing as (
            select oid from pg_namespace where nspname like 'pg\\_temp\\_%' or nspname like 'pg\\_toast\\_temp\\_%'
        ), objects (object) as (
            select ('relation', oid, xmin, reltuples, relpages)::text from relations
                where relkind not in ('i', 'm', 't')
            union all select ('index', indexrelid, xmin)::text from pg_index where indrelid in (select oid from relations)
            union all select ('column', attrelid, attnum, xmin)::text from pg_attribute
                where attrelid in (select oid from relations)
            union all select ('default', oid, xmin)::text from pg_attrdef where adrelid in (select oid from relations)
            union all select ('constraint', oid, xmin)::text from pg_constraint
                where oid >= 16384 and connamespace not in (select oid from passing)
            union all select ('trigger', oid, xmin)::text from pg_trigger where tgrelid in (select oid from relations)
            union all select ('rule', oid, xmin)::text from pg_rewrite where ev_class in (select oid from relations)
            union all select ('child', inhrelid, xmin)::text from pg_inherits
            union all select ('sequence', seqrelid, xmin)::text from pg_sequence
            union all select ('policy', oid, xmin)::text from pg_policy
            union all select ('schema', oid, xmin)::text from pg_namespace where oid not in (select oid from passing)
            union all select ('function', oid, xmin)::text from pg_proc
                where oid >= 16384 and pronamespace not in (select oid from passing)
            union all select ('type', oid, xmin)::text from pg_type
                where oid >= 16384 and typnamespace not in (select oid from passing)
            union all select ('label', oid, xmin)::text from pg_enum
            union all select ('operator', oid, xmin)::text from pg_operator where oid >= 16384
            union all select ('privilege', oid, xmin)::text from pg_default_acl
            union all select ('extension', oid, xmin)::text from pg_extension
            union all select ('publication', oid, xmin)::text from pg_publication
            union all select ('statistics', oid, xmin)::text from pg_statistic_ext
            union all select ('comment', objoid, objsubid, xmin)::text from pg_description where objoid >= 16384
            union all select ('large object', oid, xmin, lo_get(oid))::text from pg_largeobject_metadata
        )
        select count(*), sum(hashtextextended(object, 0)) from objects
        """)
}
