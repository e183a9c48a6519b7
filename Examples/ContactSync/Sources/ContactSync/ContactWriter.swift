public import Postgres
public import Sequin
public import Syncer

/// Writes contacts of a CRM to the table `contacts`: code as a service of yours may have it.
///
/// In production a `Worker` runs it on a `LiveSession`; in tests, Converge does.
public struct ContactWriter: Destination {
    /// Whether a stale delivery may overwrite a newer row.
    let isGuarded: Bool

    /// Creates a writer.
    public init(isGuarded: Bool = true) {
        self.isGuarded = isGuarded
    }

    /// Writes one contact, unless the row is newer.
    public func apply(_ delivery: Delivery, on session: any Session) async throws {
        let contact = delivery.record
        let guardClause = isGuarded ? "where contacts.version <= excluded.version" : ""
        let statement = Statement(
            """
            insert into contacts (contact_id, email, score, version, deleted) values ($1, $2, $3, $4, $5)
            on conflict (contact_id) do update set
                email = excluded.email, score = excluded.score, version = excluded.version, deleted = excluded.deleted
            \(guardClause)
            """,
            parameters: ["id", "email", "score", "updated_idx", "deleted"].map(contact.text))
        _ = try await session.run(statement)
    }
}
