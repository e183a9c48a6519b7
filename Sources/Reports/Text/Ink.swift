/// Colours and weights, by what they mean.
enum Ink: String {
    case strong = "1"
    case faint = "2"
    case good = "32"
    case bad = "1;31"
    case doubtful = "33"
}
