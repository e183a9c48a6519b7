/// A version of a record, as histories name it.
public struct VersionName: Hashable, Sendable, Codable, CustomStringConvertible {
    /// The record's name.
    public var record: String
    /// The version in the guide's notation: `A`, `A′`, `A″`, then `A⁽⁵⁾`; `A@12` for one that upstream never published.
    public var description: String

    /// The n-th version of a record, from 0.
    public init(_ record: String, _ number: Int = 0) {
        self.record = record
        let primes = ["", "\u{2032}", "\u{2033}", "\u{2034}", "\u{2057}"]
        description = record + (number < primes.count ? primes[number] : "\u{207D}\(Self.raised(number))\u{207E}")
    }

    /// A version by its number, where that is none of upstream's.
    public init(_ record: String, unpublished version: Int64) {
        self.record = record
        description = "\(record)@\(version)"
    }

    /// A record of which no version is meant.
    public init(anyOf record: String) {
        self.record = record
        description = record
    }

    private static func raised(_ number: Int) -> String {
        let digits = Array("\u{2070}\u{00B9}\u{00B2}\u{00B3}\u{2074}\u{2075}\u{2076}\u{2077}\u{2078}\u{2079}")
        return String(String(number).compactMap { $0.wholeNumberValue.map { digits[$0] } })
    }
}
