/// A session was taken for waiting that does not wait, or not for that.
struct WrongWait: Error, CustomStringConvertible {
    /// The step in which that came about, if the caller knows it.
    var step: Int?

    var description: String {
        (step.map { "at step \($0) " } ?? "") + "a session was taken for waiting that the lock table knows nothing of"
    }
}
