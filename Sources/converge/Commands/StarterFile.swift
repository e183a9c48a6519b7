/// A file of a built-in strategy as `init` writes it: with comments for its editor.
enum StarterFile {
    /// The text of a file of that name.
    static func text(_ name: String, _ original: String) -> String {
        switch name {
        case "strategy.yml": settings + "\n" + withoutExpectations(original)
        case "schema.sql": schema + "\n" + original
        case "upsert.sql": upsert + "\n" + original
        case "delete.sql": delete + "\n" + original
        case "batch.sql": batch + "\n" + original
        case "session.sql": session + "\n" + original
        default: original
        }
    }

    /// What `matrix` expects of the original says nothing about what becomes of the copy.
    private static func withoutExpectations(_ text: String) -> String {
        var isInside = false
        let kept = text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            if line.hasPrefix("expect:") { isInside = true } else if !line.hasPrefix(" ") { isInside = false }
            return !isInside
        }
        return kept.joined(separator: "\n")
    }

    private static let settings = """
        # All keys are optional; docs/strategies.md of converge lists them. Remove the # of those that you need.
        #
        # Your own table and record instead of the guide's:
        #   collection: crm:contact
        #   table: public.contacts
        #   fields: {email: text, score: number?, tags: json, last_seen: timestamp?}
        #   columns: {contact_id: id, version: updated_idx}      column: field, where the names differ
        #   schema: ../db/migrations                             or what pg_dump --schema-only printed
        #
        # How the worker behaves:
        #   deletes: soft            or hard: the row goes; never: upstream deletes nothing
        #   ack: after-commit        or before-apply
        #   on_error: nack           or leave, ack
        #   retry: ["40001", "40P01", "23505"]
        #   deadline: 0.75           work past this part of ackWait is given up
        #
        # A violation that you know of and live with:
        #   accept: {legacy-rows: "the column was there from the start"}

        """

    private static let schema = """
        -- Run once in each throwaway database. Put your own DDL here, or name it in strategy.yml: 'schema: …'.

        """

    private static let upsert = """
        -- Run for each delivery. It is plain psql: :'name' is a value of the record as a literal. There are :'id',
        -- :'deleted', :'updated_idx' (the version), :'collection_slug', :'provider', :'upstream_id', :'sync_id',
        -- :'sync_external_id', :'sync_metadata', :'upstream_created_at', :'upstream_updated_at', :'data' (all of it),
        -- and each field of data by its own name.

        """

    private static let delete = """
        -- Run instead of upsert.sql for a record that was deleted. Remove this file, and upsert.sql gets it, with
        -- :'deleted' true.

        """

    private static let batch = """
        -- Run once for each batch: :'records' is a JSON array of its records. A batch that fails is run again record
        -- by record, by upsert.sql.

        """

    private static let session = """
        -- Run once on each new connection of a worker.

        """
}
