import Foundation

/// The page of all commands and options, made of what the argument parser tells about them.
struct CommandsPage: Decodable {
    struct Command: Decodable {
        var commandName: String
        var abstract: String?
        var discussion: String?
        var shouldDisplay: Bool
        var subcommands: [Command]?
        var arguments: [Argument]?
    }

    struct Argument: Decodable {
        struct Name: Decodable { var kind, name: String }
        var kind: String
        var shouldDisplay: Bool
        var sectionTitle: String?
        var isOptional: Bool
        var isRepeating: Bool
        var preferredName: Name?
        var valueName: String?
        var defaultValue: String?
        var abstract: String?

        /// As one types it: `--seed <seed>`, `<file>`.
        var usage: String {
            let value = "<\(valueName ?? "value")>\(isRepeating ? " …" : "")"
            guard let name = preferredName else { return isOptional ? "[\(value)]" : value }
            let dashes = name.kind == "short" ? "-" : "--"
            return kind == "flag" ? dashes + name.name : "\(dashes)\(name.name) \(value)"
        }
    }

    var command: Command

    /// The page.
    var text: String {
        let commands = (command.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
        var lines = [
            "# Commands", "",
            "What `converge --help` and `converge COMMAND --help` say, on one page. A test keeps it true:",
            "`CONVERGE_UPDATE_DOCS=1 scripts/test --filter CommandsPageTests` writes it anew.", "",
        ]
        lines += commands.map { "- [`converge \($0.commandName)`](#converge-\($0.commandName)): \($0.abstract ?? "")" }
        lines += ["", command.abstract ?? "", ""] + prose(command.discussion ?? "") + Self.completions
        for command in commands { lines += section(command) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static let completions = [
        "## Completions", "", "```sh",
        "converge --generate-completion-script bash > ~/.local/share/bash-completion/completions/converge",
        "converge --generate-completion-script zsh > ~/.zfunc/_converge      # with 'fpath+=~/.zfunc' in .zshrc",
        "converge --generate-completion-script fish > ~/.config/fish/completions/converge.fish", "```", "",
    ]

    private func section(_ command: Command) -> [String] {
        var lines = ["## converge \(command.commandName)", "", command.abstract ?? "", ""]
        lines += prose(command.discussion ?? "")
        lines += ["| | default | |", "| --- | --- | --- |"]
        for argument in command.arguments ?? [] where argument.shouldDisplay {
            let usage = argument.usage.replacing("|", with: "\\|")
            let value = argument.defaultValue.map { "`\($0)`" } ?? ""
            lines.append("| `\(usage)` | \(value) | \((argument.abstract ?? "").replacing("|", with: "\\|")) |")
        }
        return lines + [""]
    }

    /// Paragraphs as they are; what stands below a heading in capitals as text that is not broken.
    private func prose(_ discussion: String) -> [String] {
        var lines: [String] = []
        for block in discussion.split(separator: "\n\n").map(String.init) {
            let rows = block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if let heading = rows.first, rows.count > 1, heading.allSatisfy({ $0.isUppercase || $0 == " " }) {
                let isShell = heading == "EXAMPLES"
                lines += [
                    "\(heading.prefix(1))\(heading.dropFirst().lowercased()):", "", isShell ? "```sh" : "```text",
                ]
                lines += rows.dropFirst().map { String($0.trimmingPrefix("  ")) } + ["```", ""]
            } else {
                lines += rows + [""]
            }
        }
        return lines
    }
}
