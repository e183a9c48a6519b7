import ConvergeTesting
import Scenarios
import Sequin
import Testing

@testable import ContactSync

/// The code, and the table it writes to. `.path("db/migrations")` takes a folder of migrations instead.
private func subject(_ writer: ContactWriter, name: String? = nil) -> Subject {
    Subject(
        writer, name: name,
        schema: .sql(
            """
            create table contacts (
                contact_id uuid primary key, email text, score numeric, version bigint not null, deleted boolean
            )
            """),
        collection: Collection(
            slug: "crm:contact", fields: [Field("email", .text), Field("score", .number, isNullable: true)]),
        table: "contacts", columns: ["contact_id": "id", "version": "updated_idx"])
}

@Suite struct ContactWriterTests {
    @Test func `contacts converge`() async throws {
        var settings = VerificationSettings()
        settings.schedules = 60
        try await expectConvergence(
            of: subject(ContactWriter()),
            under: ["in-order", "ack-wait-race", "delete-race", "overlapping-statements"], settings: settings)
    }

    /// What it looks like when it fails: remove `withKnownIssue` and see.
    @Test func `without its guard a stale delivery wins`() async throws {
        await withKnownIssue {
            try await expectConvergence(
                of: subject(ContactWriter(isGuarded: false), name: "UnguardedWriter"), under: ["ack-wait-race"])
        }
    }
}
