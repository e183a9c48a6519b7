import Foundation

let scratchRoot = "\(FileManager.default.temporaryDirectory.path)/converge-tests-\(getpid())"

/// Makes a directory that every user may use.
func scratch(_ path: String) throws -> String {
    let directory = scratchRoot + path
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    return directory.hasSuffix("/") ? String(directory.dropLast()) : directory
}
