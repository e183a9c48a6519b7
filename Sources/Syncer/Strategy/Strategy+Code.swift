import OrderedCollections
public import Sequin

extension Strategy {
    /// A strategy that is Swift code instead of scripts.
    ///
    /// - Parameters:
    ///   - name: What reports call it.
    ///   - destination: The code: all it does in the world it does through the session that it is given.
    ///   - routes: Whose records it takes, and where they go; at least one.
    ///   - schema: The DDL of a database for it.
    ///   - deletes: What becomes of the rows of deleted records.
    ///   - policy: The worker's policy around it.
    public init(
        name: String, destination: any Destination, routes: [Route], schema: [SchemaStatement],
        deletes: Deletes = .soft, policy: WorkerPolicy = WorkerPolicy()
    ) {
        var hash = Fingerprint()
        for statement in schema { hash.add(name: statement.origin, content: Array(statement.sql.utf8)) }
        self.init(
            name: name, folder: "", description: nil, routes: routes, namesTables: false, deletes: deletes,
            policy: policy, schema: schema, upsert: .none,
            delete: nil, batch: nil, session: nil, settings: nil, fingerprint: hash.text,
            destination: destination)
    }
}

extension Script {
    /// The script of a strategy that has none.
    static let none = Script(file: "", warnings: [], statements: [], instructions: [])
}

extension SchemaStatement {
    /// Cuts DDL into statements, as those of `schema.sql`.
    ///
    /// - Parameters:
    ///   - text: The DDL.
    ///   - file: What errors call it.
    /// - Throws: ``StrategyError``.
    public static func parse(_ text: String, file: String) throws(StrategyError) -> [SchemaStatement] {
        try SchemaFile(name: file, text: text, folder: "").statements()
    }

    /// Reads DDL from a file, or from a folder of migrations in their order.
    ///
    /// - Throws: ``StrategyError``.
    public static func read(_ path: String) throws(StrategyError) -> [SchemaStatement] {
        try read(path, leavingOut: SchemaExceptions())
    }

    static func read(
        _ path: String, leavingOut exceptions: SchemaExceptions
    ) throws(StrategyError) -> [SchemaStatement] {
        switch try TextFile.kind(of: path) {
        case .file:
            return try SchemaFile(
                name: path, text: try TextFile.read(path)?.text ?? "", folder: "", exceptions: exceptions
            ).statements()
        case .folder:
            var statements: [SchemaStatement] = []
            for file in try MigrationFolder(path: path).files() {
                let text = MigrationMarkers.upPart(of: try TextFile.read("\(path)/\(file)")?.text ?? "")
                statements += try SchemaFile(name: file, text: text, folder: path, exceptions: exceptions)
                    .statements()
            }
            return statements
        case .missing:
            throw StrategyError(
                file: path, message: "there is no schema there", remedy: "name a file or a folder that exists")
        }
    }
}

extension Record {
    /// The text of a field, as scripts see it: `id`, `updated_idx`, … and the fields of ``data``; a string is its
    /// characters, objects and arrays are JSON. Nil is NULL, or no such field.
    public func text(_ field: String) -> String? {
        let variables = RecordVariables(record: self, collection: Collection(slug: collectionSlug, fields: []))
        return if case .text(let text)? = variables.value(field) { text } else { nil }
    }
}
