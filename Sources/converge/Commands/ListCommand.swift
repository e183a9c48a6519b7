import ArgumentParser
import Reports
import Scenarios

/// `converge list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Strategies, scenarios, consumers, properties.",
        discussion: """
            EXAMPLES
              converge list
              converge list --color never | grep race
            """)

    @OptionGroup(title: "Output") var output: OutputOptions

    mutating func run() throws {
        let console = Console(output)
        let strategies = try BuiltInStrategies.names().map { try Strategies.load($0).strategy }
        console.result(CatalogueList(strategies: strategies).text(console.style))
    }
}
