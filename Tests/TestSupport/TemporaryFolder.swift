import Foundation

/// Runs `body` with the path of a folder that holds these files, and removes it.
///
/// - Parameter files: Contents by name; a name may lead through folders.
package func withFolder<Result>(_ files: [String: String] = [:], _ body: (String) throws -> Result) throws -> Result {
    try withFolder(bytes: files.mapValues { Array($0.utf8) }, body)
}

/// Runs `body` with the path of a folder that holds these files, and removes it.
package func withFolder<Result>(bytes files: [String: [UInt8]], _ body: (String) throws -> Result) throws -> Result {
    let folder = try makeFolder(files)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
}

/// Runs `body` with the path of an empty folder, and removes it.
package func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = try makeFolder([:])
    defer { try? FileManager.default.removeItem(at: folder) }
    return try await body(folder.path)
}

private func makeFolder(_ files: [String: [UInt8]]) throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "converge-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, content) in files {
        let file = folder.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content).write(to: file)
    }
    return folder
}
