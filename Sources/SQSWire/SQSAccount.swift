/// The account and the region that all queues belong to.
public enum SQSAccount {
    /// The account's number, with which the paths of queues begin.
    public static let number = "000000000000"

    /// A queue's name among all of Amazon's resources.
    public static func arn(of queue: String) -> String { "arn:aws:sqs:us-east-1:\(number):\(queue)" }
}
