import Scenarios

/// Where `replay` has a failure from.
enum FailureSource: Sendable {
    /// A file.
    case file(String)
    /// A word of a log.
    case token(String)

    /// What to call it in messages.
    var name: String {
        switch self {
        case .file(let path): path
        case .token: "--token"
        }
    }

    /// - Throws: ``Stop`` for what cannot be used.
    func read() throws -> FailureFile {
        do {
            switch self {
            case .file(let path): return try FailureFile.read(path)
            case .token(let token): return try FailureToken.read(token)
            }
        } catch {
            throw Stop(.brokenInput, "\(error)")
        }
    }
}
