internal import Bits

/// What programs of one run know and no other program does.
public enum RunSecret {
    /// A new one: 32 hexadecimal digits.
    public static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<2).map { _ in generator.next().hexadecimal }.joined()
    }
}
