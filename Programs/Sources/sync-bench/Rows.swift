import ArgumentParser
import FakeSequin
import Foundation
import OrderedCollections
import Sequin

/// The rows that all contenders write: the guide's subscriptions, with values as an API has them.
enum Rows {
    /// The first version of so many records.
    static func records(_ count: Int, version: Int64 = 1) throws -> [Record] {
        (0..<count).map { record($0, version: version + Int64($0)) }
    }

    static func record(_ number: Int, version: Int64) -> Record {
        Record(
            id: "sub_1NQ\(number)xYzAbCdEfGh", collectionSlug: "stripe:subscription", provider: "stripe",
            upstreamID: "sub_\(number)", deleted: false, updatedIdx: version,
            sync: .init(
                id: "sync_\(number % 50)", externalID: "customer_\(number % 1000)",
                metadata: .object(["tenant": .string("t\(number % 1000)")])),
            upstreamCreatedAt: "2024-03-05T11:22:33Z", upstreamUpdatedAt: "2024-06-07T08:09:10Z",
            data: .object([
                "stripe_customer_id": .string("cus_\(number / 3)"), "plan_id": .string("price_\(number % 20)"),
                "quantity": .integer(number % 10 + 1),
            ]))
    }
}

/// Prints the rows as JSON lines, one object of the table's columns each.
struct RowsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "rows")

    @Option var records = 100_000

    mutating func run() throws {
        for record in try Rows.records(records) {
            var columns: OrderedDictionary<String, JSONValue> = [
                "id": .string(record.id), "upstream_id": .string(record.upstreamID), "deleted": .bool(record.deleted),
                "updated_idx": .integer(record.updatedIdx), "sync_id": .string(record.sync.id),
                "sync_external_id": .string(record.sync.externalID ?? ""), "sync_metadata": record.sync.metadata,
                "upstream_updated_at": .string(record.upstreamUpdatedAt ?? ""),
                "upstream_created_at": .string(record.upstreamCreatedAt ?? ""),
            ]
            columns.merge(record.data.members) { $1 }
            print(JSONValue.object(columns).text)
        }
    }
}

/// One JSON object on standard output.
struct Report {
    var figures: OrderedDictionary<String, Double>

    init(_ figures: OrderedDictionary<String, Double>) { self.figures = figures }

    func print() { Swift.print(JSONValue.object(figures.mapValues { .number("\($0)") }).text) }
}
