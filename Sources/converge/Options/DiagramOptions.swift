import ArgumentParser

/// Where `replay` draws what happened.
struct DiagramOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write what happens as a Mermaid sequence diagram, as GitHub renders it; - is standard output.",
            valueName: "file"))
    var mermaid: String?

    /// Refuses what could not be written in the end.
    func check() throws {
        if let mermaid, mermaid != "-" { try OutputFile.check(mermaid, option: "--mermaid") }
    }
}
