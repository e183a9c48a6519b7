import Foundation

/// A command line with what `converge.yml` adds to it: flags beat environment beats file.
struct ConfiguredArguments {
    /// The arguments to parse.
    private(set) var arguments: [String]
    /// What was added.
    private var added: [ConfigurationFile.Value] = []

    /// Options that exclude each other: the file's gives way.
    private static let exclusive = [["postgres-bin", "database-url"]]

    /// Adds what the file says, if there is one.
    ///
    /// - Throws: ``Stop``.
    init(_ arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        self.arguments = arguments
        guard let command = arguments.first, ConvergeCommand.names.contains(command) else { return }
        let catalogue = OptionCatalogue()
        let known = catalogue.options(of: command)
        guard !known.isEmpty else { return }
        let set = Self.settings(in: arguments)
        guard let file = try ConfigurationFile.load(catalogue) else {
            guard let set else { return }
            throw Stop(.usage, "--settings \(set): there is no \(ConfigurationFile.path) in this directory.")
        }
        var inserted: [String] = []
        for value in try file.values(of: set) {
            guard let option = known.first(where: { $0.name == value.name }),
                !Self.isGiven(value.name, in: arguments, environment)
            else { continue }
            inserted += try Self.words(option, value)
            added.append(value)
        }
        self.arguments = [command] + inserted + arguments.dropFirst()
    }

    /// Names the place in the file that a complaint is about.
    func locate(_ message: String) -> String {
        // The longest name first: of --seed and --seed-file only one is meant.
        let guilty = added.sorted { $0.name.count > $1.name.count }.first { message.contains("--\($0.name)") }
        return guilty.map { "\($0.place): \(message)" } ?? message
    }

    private static func words(_ option: OptionCatalogue.Entry, _ value: ConfigurationFile.Value) throws -> [String] {
        guard value.texts.count == 1 || option.isRepeating else {
            throw Stop(.usage, "\(value.place): '\(value.name)' takes one value, not \(value.texts.count).")
        }
        guard option.isFlag else { return value.texts.map { "--\(value.name)=\($0)" } }
        switch value.texts[0] {
        case "true": return ["--\(value.name)"]
        case "false": return []
        default:
            throw Stop(.usage, "\(value.place): '\(value.name)' is true or false, not '\(value.texts[0])'.")
        }
    }

    private static func isGiven(_ name: String, in arguments: [String], _ environment: [String: String]) -> Bool {
        let names = exclusive.first { $0.contains(name) } ?? [name]
        let isFlag = arguments.prefix { $0 != "--" }.contains { argument in
            names.contains { argument == "--\($0)" || argument.hasPrefix("--\($0)=") }
        }
        func isSet(_ variables: String...) -> Bool { variables.contains { environment[$0]?.isEmpty == false } }
        switch name {
        case "database-url", "postgres-bin": return isFlag || isSet("CONVERGE_DATABASE_URL")
        case "color": return isFlag || isSet("NO_COLOR", "FORCE_COLOR")
        default: return isFlag
        }
    }

    /// The value of `--settings`, before anything is parsed.
    private static func settings(in arguments: [String]) -> String? {
        let words = Array(arguments.prefix { $0 != "--" })
        if let index = words.lastIndex(of: "--settings"), index + 1 < words.count { return words[index + 1] }
        return words.last { $0.hasPrefix("--settings=") }.map { String($0.dropFirst("--settings=".count)) }
    }
}
