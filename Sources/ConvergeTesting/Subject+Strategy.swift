import OrderedCollections
import Sequin
import Syncer

extension Subject {
    /// The subject as the harness takes it.
    ///
    /// - Throws: ``UnusableSubject``, `StrategyError`.
    func strategy() throws -> Strategy {
        guard let table = TableName(table) else {
            throw UnusableSubject(description: "'\(table)' is not a table's name: write schema.table.")
        }
        var columns: OrderedDictionary<String, String> = [:]
        for (column, field) in self.columns { columns[column] = field }
        let statements =
            switch schema {
            case .sql(let text): try SchemaStatement.parse(text, file: "\(name).schema")
            case .path(let path): try SchemaStatement.read(path)
            }
        return Strategy(
            name: name, destination: destination,
            routes: [Route(collection: collection, table: table, columns: columns)], schema: statements,
            deletes: deletes, policy: policy)
    }
}
