import ArgumentParser

/// A length of time as one writes it: `500ms`, `30s`, `5m`, `1h`.
struct TimeSpan: ExpressibleByArgument, Hashable {
    let duration: Duration

    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        guard let number = Double(digits), number > 0 else { return nil }
        let seconds: Double
        switch argument.dropFirst(digits.count) {
        case "ms": seconds = number / 1000
        case "s": seconds = number
        case "m": seconds = number * 60
        case "h": seconds = number * 3600
        default: return nil
        }
        // A year is longer than any run, and short enough for every clock.
        guard seconds <= 365 * 24 * 3600 else { return nil }
        duration = .seconds(seconds)
    }
}
