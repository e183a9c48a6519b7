import Foundation
import Testing

/// Where the package lies.
let packageFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

let builtInStrategies = packageFolder.appending(path: "Sources/Scenarios/Strategies").path

/// The names of the built-in strategies.
let builtInNames: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: builtInStrategies)) ?? []).sorted()

/// Runs `body` with a folder that holds these files, and removes it.
func withFolder<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
    try withFolder(bytes: files.mapValues { Array($0.utf8) }, body)
}

func withFolder<Result>(bytes files: [String: [UInt8]], _ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "strategy-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, content) in files {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content).write(to: file)
    }
    return try body(folder.path)
}
