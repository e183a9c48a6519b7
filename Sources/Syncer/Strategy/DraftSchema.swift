/// A schema whose needs are found out by running it.
package struct DraftSchema: Sendable {
    /// Where it is: files, or folders of migrations, in the order in which they are run.
    package let paths: [String]
    /// The roles that it needs.
    package private(set) var roles: [String] = []
    /// The extensions that are done without.
    package private(set) var skippedExtensions: [String] = []

    /// Names a schema.
    package init(paths: [String]) { self.paths = paths }

    /// Takes up a need that running it has shown.
    ///
    /// - Returns: False if that changes nothing.
    package mutating func take(_ need: SchemaNeed) -> Bool {
        switch need {
        case .role(let name):
            guard !roles.contains(name) else { return false }
            roles.append(name)
        case .skippedExtension(let name):
            guard !skippedExtensions.contains(name) else { return false }
            skippedExtensions.append(name)
        }
        return true
    }

    /// The statements, without what is left out.
    ///
    /// - Throws: ``StrategyError``.
    package func statements() throws(StrategyError) -> [SchemaStatement] {
        let exceptions = SchemaExceptions(roles: roles, skippedExtensions: skippedExtensions)
        var all: [SchemaStatement] = []
        for path in paths { all += try SchemaStatement.read(path, leavingOut: exceptions) }
        return all
    }
}
