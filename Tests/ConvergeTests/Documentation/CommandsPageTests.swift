import Foundation
import TestSupport
import Testing

@testable import converge

@Suite(.ownTime) struct CommandsPageTests {
    private static var url: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../docs/commands.md").standardizedFileURL
    }

    @Test func thePageSaysWhatHelpSays() throws {
        let page = try JSONDecoder().decode(CommandsPage.self, from: Data(OptionCatalogue.dump.utf8)).text
        if ProcessInfo.processInfo.environment["CONVERGE_UPDATE_DOCS"] == "1" {
            try Data(page.utf8).write(to: Self.url)
        }
        let written = try String(contentsOf: Self.url, encoding: .utf8)
        #expect(
            written == page,
            "docs/commands.md is not what --help says: CONVERGE_UPDATE_DOCS=1 scripts/test --filter CommandsPageTests")
    }

    @Test func everyCommandTeaches() throws {
        let page = try JSONDecoder().decode(CommandsPage.self, from: Data(OptionCatalogue.dump.utf8))
        for command in page.command.subcommands ?? [] where command.shouldDisplay && command.commandName != "help" {
            let examples = command.discussion?.split(separator: "EXAMPLES\n").last
            #expect(examples?.contains("  converge \(command.commandName)") == true)
            for argument in command.arguments ?? [] where argument.shouldDisplay {
                #expect(argument.abstract?.isEmpty == false, "\(command.commandName) \(argument.usage)")
            }
        }
    }
}
