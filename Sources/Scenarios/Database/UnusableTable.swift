/// A table that cannot be judged.
struct UnusableTable: Error, CustomStringConvertible {
    let description: String
}
