import ArgumentParser
import Foundation

/// What options the commands have, as the argument parser itself tells: so a configuration file knows each of them.
struct OptionCatalogue {
    /// An option of a command.
    struct Entry: Hashable {
        /// Its name, without dashes.
        var name: String
        /// Whether it takes no value.
        var isFlag: Bool
        /// Whether it may be given several times.
        var isRepeating: Bool
    }

    /// The options of each command, in the order of its help.
    private let commands: [(name: String, options: [Entry])]

    /// What `--experimental-dump-help` prints.
    static var dump: String { ConvergeCommand._dumpHelp() }

    /// Asks the parser.
    init() {
        let dump = try? JSONDecoder().decode(Tool.self, from: Data(Self.dump.utf8))
        commands = (dump?.command.subcommands ?? []).filter(\.shouldDisplay).map { command in
            (command.commandName, (command.arguments ?? []).compactMap(\.entry))
        }
    }

    /// The options of a command; none if there is no such command, or if it is hidden.
    func options(of command: String) -> [Entry] { commands.first { $0.name == command }?.options ?? [] }

    /// The names of all commands' options, each once.
    var names: [String] {
        var names: [String] = []
        for entry in commands.flatMap(\.options) where !names.contains(entry.name) { names.append(entry.name) }
        return names
    }

    // The parser's own format; see ArgumentParserToolInfo.
    private struct Tool: Decodable { var command: Command }

    private struct Command: Decodable {
        var commandName: String
        var shouldDisplay: Bool
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    private struct Argument: Decodable {
        struct Name: Decodable { var kind, name: String }
        var kind: String
        var isRepeating: Bool
        var preferredName: Name?

        /// Nil for what no file can set.
        var entry: Entry? {
            guard kind == "option" || kind == "flag", let name = preferredName, name.kind == "long",
                !["help", "version", "settings"].contains(name.name)
            else { return nil }
            return Entry(name: name.name, isFlag: kind == "flag", isRepeating: isRepeating)
        }
    }
}
