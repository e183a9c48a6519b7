import Foundation

extension Console {
    /// Writes a report whole or not at all, `-` to standard output; if that fails, says why.
    ///
    /// - Parameter standing: What does not depend on it, in words.
    /// - Returns: Whether it was written.
    func write(
        to path: String, standing: String = "the results above stand", _ content: () throws -> Data
    ) -> Bool {
        do {
            let data = try content()
            if path == "-" { report(Array(data)) } else { try OutputFile.write(data, to: path) }
            return true
        } catch {
            say("\(path) could not be written: \(error.reason); \(standing).")
            return false
        }
    }
}
