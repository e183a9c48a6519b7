import Foundation
import Testing

/// Where the package lies.
let packageFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

let builtInStrategies = packageFolder.appending(path: "Sources/Scenarios/Strategies").path

/// The names of the built-in strategies.
let builtInNames: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: builtInStrategies)) ?? []).sorted()
