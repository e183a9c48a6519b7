/// The strategy's table cannot hold what a scenario starts from.
struct CannotSetUp: Error, CustomStringConvertible {
    let description: String
}
