import ArgumentParser

/// Which options a configuration file gives.
struct ConfigurationOptions: ParsableArguments {
    // Read before anything is parsed (``ConfiguredArguments``); declared so that help and completions know it.
    @Option(help: "Use this named set of the options in converge.yml, in the working directory.")
    var settings: String?
}
