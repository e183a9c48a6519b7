/// Why a text is not JSON.
public struct JSONSyntaxError: Error, Hashable, CustomStringConvertible {
    /// Where it goes wrong: bytes of UTF-8 from the start of the text.
    public let offset: Int
    /// What is wrong there. It quotes nothing of the text, which may be confidential.
    public let reason: String

    /// One sentence.
    public var description: String { "Not JSON at byte \(offset): \(reason)." }
}
