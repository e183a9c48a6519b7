import Postgres

/// The trigger that refuses a record.
enum Poison {
    /// The statements that make a table refuse the row of an id, with SQLSTATE 23514.
    static func statements(for table: TableShape, id: String) -> [String] {
        let column = table.columns[0].sql(of: "new.")
        return [
            "create schema if not exists converge_poison",
            "grant usage on schema converge_poison to public",
            """
            create or replace function converge_poison.refuse() returns trigger language plpgsql as $$
            begin
                raise exception 'this row is refused' using errcode = 'check_violation';
            end $$
            """,
            // What Postgres works out itself is not known before the row is written.
            "create trigger \"01_converge_poison\" \(table.generatesID ? "after" : "before") insert or update on "
                + "\(table.quoted) for each row "
                + "when ((\(column))::text = \(Connection.quoteLiteral(table.stored(id: id)))) "
                + "execute function converge_poison.refuse()",
        ]
    }
}
