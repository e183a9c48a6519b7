/// The keys of a stream's messages, as Sequin's streams of 2024-08 take them (key.ex).
public enum MessageKey {
    /// What is wrong with a key, in Sequin's words; nil if it can be taken.
    public static func problem(of key: String) -> String? {
        if key.isEmpty { return "Key must not be empty" }
        if key.contains(where: { " *>".contains($0) }) { return "Key contains invalid characters" }
        if key.hasPrefix(".") || key.hasSuffix(".") { return "Key must not start or end with a delimiter" }
        if key.contains("..") { return "Key must not contain empty tokens" }
        if key.count > 255 { return "Key must not exceed 255 characters" }
        if key.split(separator: ".").count > 16 { return "Key must not contain more than 16 tokens" }
        if key.utf8.contains(0) { return "Key must not contain null characters" }
        return nil
    }
}
