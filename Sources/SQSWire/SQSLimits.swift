/// Numbers that SQS holds calls to.
public enum SQSLimits {
    /// The longest body of a message, and the longest batch, in bytes.
    public static let bodyLength = 1_048_576
    /// The longest visibility timeout, in seconds.
    public static let visibility = 43_200
    /// The longest delay, in seconds.
    public static let delay = 900
    /// The longest time that a receive may wait, in seconds.
    public static let wait = 20
    /// The most messages that a receive takes, and entries that a batch has.
    public static let batch = 10
}
