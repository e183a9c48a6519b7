/// What keeps a run from being judged: neither the strategy's failure nor the server's.
struct CannotJudge: Error, CustomStringConvertible {
    let description: String
}
