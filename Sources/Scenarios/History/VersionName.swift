import Bits

/// A version of a record, as histories name it.
public struct VersionName: Hashable, Sendable, Codable {
    /// Which version of the record.
    public enum Place: Hashable, Sendable, Codable {
        /// The n-th that upstream published, from 0.
        case published(Int)
        /// One by its number that upstream never published.
        case unpublished(Int64)
        /// None in particular.
        case any
    }

    /// The record's name.
    public var record: String
    /// Which of its versions.
    public var place: Place

    /// The n-th version of a record, from 0.
    public init(_ record: String, _ number: Int = 0) {
        self.record = record
        place = .published(number)
    }

    /// A version by its number, where that is none of upstream's.
    public init(_ record: String, unpublished version: Int64) {
        self.record = record
        place = .unpublished(version)
    }

    /// A record of which no version is meant.
    public init(anyOf record: String) {
        self.record = record
        place = .any
    }

    /// Adds it to a history's hash.
    func add(to hash: inout HistoryHash) {
        hash.add(record)
        switch place {
        case .published(let number): hash.add(1, number)
        case .unpublished(let version): hash.add(2, Int(version))
        case .any: hash.add(3)
        }
    }
}

extension VersionName: CustomStringConvertible {
    /// The version in the guide's notation: `A`, `A′`, `A″`, then `A⁽⁵⁾`; `A@12` for one that upstream never published.
    public var description: String {
        let primes = ["", "\u{2032}", "\u{2033}", "\u{2034}", "\u{2057}"]
        return switch place {
        case .published(let number) where primes.indices.contains(number): record + primes[number]
        case .published(let number): "\(record)\u{207D}\(Self.raised(number))\u{207E}"
        case .unpublished(let version): "\(record)@\(version)"
        case .any: record
        }
    }

    private static func raised(_ number: Int) -> String {
        let digits = Array("\u{2070}\u{00B9}\u{00B2}\u{00B3}\u{2074}\u{2075}\u{2076}\u{2077}\u{2078}\u{2079}")
        return String(String(number).compactMap { $0.wholeNumberValue.map { digits[$0] } })
    }
}
