import Scenarios
import Syncer

/// Loads strategies.
enum Strategies {
    static func load(_ reference: String) throws -> StrategyUnderTest {
        if reference.hasPrefix(FailureFile.codePrefix) {
            throw Stop(
                .brokenInput, "\(reference) is Swift code, which only its own tests can run: set CONVERGE_REPLAY there."
            )
        }
        do {
            return try BuiltInStrategies.load(reference)
        } catch {
            // A word that is no folder may be a built-in name, misspelt.
            if !reference.contains("/"), error.file == reference, error.line == nil,
                let meant = Suggestion.nearest(to: reference, among: BuiltInStrategies.names())
            {
                throw Stop(.brokenInput, "\(reference): \(error.message): did you mean the built-in '\(meant)'?")
            }
            throw Stop(.brokenInput, "\(error)")
        }
    }
}
