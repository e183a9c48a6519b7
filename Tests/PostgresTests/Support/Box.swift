/// A variable that a test's loop and the test itself share, one after the other.
final class Box<T>: @unchecked Sendable {
    var value: T?
}
