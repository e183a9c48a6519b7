/// The files of a strategy's folder, read one by one; what a run depends on in them goes into the fingerprint.
struct StrategyFolder {
    static let files = ["schema.sql", "upsert.sql", "delete.sql", "batch.sql", "session.sql", "strategy.yml"]

    let path: String
    private var hash = Fingerprint()
    /// What is yet to be decided, in the files that were read.
    private(set) var undecided: [ScriptWarning] = []
    /// The text of `strategy.yml`, once it has been read; nil where there is none.
    private(set) var settingsText: String?

    init(path: String) throws(StrategyError) {
        self.path = path
        switch try TextFile.kind(of: path) {
        case .folder: break
        case .file:
            throw StrategyError(
                file: path, message: "it is a file, not a strategy's folder",
                remedy: "name the folder that holds upsert.sql")
        case .missing:
            throw StrategyError(
                file: path, message: "there is no such folder",
                remedy: "name a folder that holds upsert.sql, or a strategy.yml with `worker:`, or a built-in strategy")
        }
        try checkMisspellings()
    }

    /// The folder's own name.
    var name: String {
        let last = path.split(separator: "/").last.map(String.init) ?? path
        guard [".", "..", "/"].contains(last) else { return last }
        // What the path says is no name, and would hide the files that are called by it.
        return TextFile.realName(of: path) ?? last
    }

    var settingsPath: String { "\(path)/strategy.yml" }

    var fingerprint: String { hash.text }

    /// Other files are none of our business, unless they look like one of ours that is not there.
    private func checkMisspellings() throws(StrategyError) {
        let names = try TextFile.names(in: path)
        let known = Self.files + [StrategyCheck.folderName]
        for name in names where !known.contains(name) {
            let missing = known.filter { !names.contains($0) }
            guard let meant = missing.first(where: { Suggestion.distance(name.lowercased(), $0) <= 1 }) else {
                continue
            }
            throw StrategyError(
                file: "\(path)/\(name)", message: "it would be ignored", remedy: "is it meant to be \(meant)? Rename it"
            )
        }
    }

    /// A script; nil where there is none.
    mutating func script(_ name: String) throws(StrategyError) -> Script? {
        guard let text = try read(name) else { return nil }
        do {
            return try Script.parse(text: text, file: name)
        } catch {
            throw StrategyError(error, in: path)
        }
    }

    mutating func settings() throws(StrategyError) -> StrategySettings {
        guard let text = try TextFile.read(settingsPath)?.text else { return StrategySettings() }
        settingsText = text
        undecided += UndecidedLines.find(in: text, file: "strategy.yml")
        if let content = try SettingsNode.root(yaml: text, file: settingsPath)?.content(
            besides: StrategySettings.keysForReaders)
        {
            hash.add(name: "strategy.yml", content: Array(content.utf8))
        }
        return try StrategySettings(yaml: text, file: settingsPath)
    }

    /// The DDL: from `schema.sql`, or from where `strategy.yml` says, in that order.
    mutating func schema(_ settings: StrategySettings) throws(StrategyError) -> [SchemaStatement] {
        let exceptions = SchemaExceptions(roles: settings.roles, skippedExtensions: settings.skippedExtensions)
        guard let sources = settings.schema else { return try schema("schema.sql", nil, exceptions) }
        var statements: [SchemaStatement] = []
        for source in sources { statements += try schema(source.name, source.node, exceptions) }
        return statements
    }

    private mutating func schema(
        _ name: String, _ setting: SettingsNode?, _ exceptions: SchemaExceptions
    ) throws(StrategyError) -> [SchemaStatement] {
        let location = name.hasPrefix("/") ? name : "\(path)/\(name)"
        switch try TextFile.kind(of: location) {
        case .file:
            guard let file = try TextFile.read(location) else { return [] }
            hash.add(name: name, content: file.bytes)
            return try SchemaFile(
                name: name, text: file.text, folder: name.hasPrefix("/") ? "" : path, exceptions: exceptions
            ).statements()
        case .folder:
            var statements: [SchemaStatement] = []
            for file in try MigrationFolder(path: location).files() {
                guard let content = try TextFile.read("\(location)/\(file)") else { continue }
                hash.add(name: file, content: content.bytes)
                statements += try SchemaFile(
                    name: file, text: MigrationMarkers.upPart(of: content.text), folder: location,
                    exceptions: exceptions
                ).statements()
            }
            return statements
        case .missing:
            let message = "there is no schema at '\(name)'"
            if let setting { throw setting.error(message, remedy: "name a file or a folder that exists") }
            throw StrategyError(
                file: path, message: "there is no schema.sql in it",
                remedy: "add the DDL of its tables, or name it in strategy.yml: 'schema: …'")
        }
    }

    /// The text of a file that a setting names.
    mutating func file(_ setting: SettingsNode) throws(StrategyError) -> String {
        let name = try setting.text("")
        guard let file = try TextFile.read(name.hasPrefix("/") ? name : "\(path)/\(name)") else {
            throw setting.error("there is no file '\(name)'", remedy: "name a file that exists")
        }
        hash.add(name: name, content: file.bytes)
        return file.text
    }

    /// Takes the folder's own files into the fingerprint, among which are the program's, or most of it. What lies in
    /// folders below, such as libraries, is none of them.
    mutating func hashPrograms() throws(StrategyError) {
        for name in try TextFile.names(in: path) where !name.hasPrefix(".") && !Self.files.contains(name) {
            let location = "\(path)/\(name)"
            guard try TextFile.kind(of: location) == .file, let bytes = TextFile.bytes(of: location) else { continue }
            hash.add(name: name, content: bytes)
        }
    }

    /// The author's own checks, by name.
    mutating func checks() throws(StrategyError) -> [StrategyCheck] {
        let location = "\(path)/\(StrategyCheck.folderName)"
        switch try TextFile.kind(of: location) {
        case .missing: return []
        case .file:
            throw StrategyError(
                file: location, message: "it is a file, not a folder of checks",
                remedy: "make a folder of it that holds queries: checks/NAME.sql")
        case .folder: break
        }
        var checks: [StrategyCheck] = []
        for name in try TextFile.names(in: location) where name.hasSuffix(".sql") && !name.hasPrefix(".") {
            let file = "\(StrategyCheck.folderName)/\(name)"
            guard let text = try read(file) else { continue }
            checks.append(try StrategyCheck(file: file, text: text, folder: path))
        }
        guard !checks.isEmpty else {
            throw StrategyError(
                file: location, message: "there are no checks in it", remedy: "put queries there: checks/NAME.sql")
        }
        return checks
    }

    private mutating func read(_ name: String) throws(StrategyError) -> String? {
        guard let file = try TextFile.read("\(path)/\(name)") else { return nil }
        hash.add(name: name, content: file.bytes)
        undecided += UndecidedLines.find(in: file.text, file: name)
        return file.text
    }
}
