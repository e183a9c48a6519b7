/// Moments as APIs and Postgres write them.
enum Moment {
    /// Microseconds since 1970 began, UTC; nil for what is no moment in ISO 8601 or as Postgres has it.
    ///
    /// `2024-01-02T03:04:05Z`, `2024-01-02 03:04:05.25+00`, and without a zone, which is UTC then.
    static func microseconds(_ text: String) -> Int64? {
        let parts = text.split(maxSplits: 1) { $0 == "T" || $0 == " " }
        guard parts.count == 2 else { return nil }
        let date = parts[0].split(separator: "-").compactMap { Int64($0) }
        let clock = parts[1].prefix { $0.isNumber || $0 == ":" || $0 == "." }
        let time = clock.split(separator: ":").compactMap { Double($0) }
        guard date.count == 3, time.count == 3, let offset = offset(parts[1].dropFirst(clock.count)) else { return nil }
        let seconds = days(date[0], date[1], date[2]) * 86_400 + Int64(time[0]) * 3600 + Int64(time[1]) * 60 - offset
        return seconds * 1_000_000 + Int64((time[2] * 1_000_000).rounded())
    }

    /// The seconds by which a zone is ahead of UTC.
    private static func offset(_ zone: Substring) -> Int64? {
        if zone.isEmpty || zone == "Z" { return 0 }
        guard let sign = zone.first, sign == "+" || sign == "-" else { return nil }
        let parts = zone.dropFirst().split(separator: ":").compactMap { Int64($0) }
        guard let hours = parts.first else { return nil }
        let seconds = hours * 3600 + (parts.count > 1 ? parts[1] * 60 : 0)
        return sign == "-" ? -seconds : seconds
    }

    /// Days since 1970 began, in the Gregorian calendar.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
