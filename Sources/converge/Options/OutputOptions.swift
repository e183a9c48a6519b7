import ArgumentParser

/// How output looks.
struct OutputOptions: ParsableArguments {
    /// When to use colours.
    enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
        case auto, always, never
    }

    @Option(help: ArgumentHelp("When to use colours.", valueName: "when"))
    var color = ColorChoice.auto

    @Flag(help: "Say only what is not as it should be.")
    var quiet = false
}
