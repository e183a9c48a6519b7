/// The tool itself.
public enum Tool {
    /// Its version.
    public static let version = "0.1.0"
}
