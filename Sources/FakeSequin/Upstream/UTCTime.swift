/// Seconds since 2024 began, UTC, written as ISO 8601. No run may depend on the wall clock.
struct UTCTime: Sendable {
    var seconds: Int

    /// Such as `2024-02-29T23:59:59Z`; with an offset, the same moment as clocks show it there.
    func text(offsetMinutes: Int = 0, fraction: String = "") -> String {
        let local = seconds + offsetMinutes * 60
        let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let second = local - days * 86_400
        let (year, month, day) = UTCTime.date(daysSince2024: days)
        let time = [second / 3600, second / 60 % 60, second % 60].map(UTCTime.twoDigits).joined(separator: ":")
        return "\(year)-\(UTCTime.twoDigits(month))-\(UTCTime.twoDigits(day))T\(time)\(fraction)"
            + UTCTime.zone(offsetMinutes)
    }

    private static func zone(_ minutes: Int) -> String {
        if minutes == 0 { return "Z" }
        return (minutes < 0 ? "-" : "+") + twoDigits(abs(minutes) / 60) + ":" + twoDigits(abs(minutes) % 60)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    private static func date(daysSince2024 days: Int) -> (year: Int, month: Int, day: Int) {
        var (year, rest) = (2024, days)
        while rest < 0 {
            year -= 1
            rest += length(ofYear: year)
        }
        while rest >= length(ofYear: year) {
            rest -= length(ofYear: year)
            year += 1
        }
        var month = 1
        while rest >= length(ofMonth: month, year: year) {
            rest -= length(ofMonth: month, year: year)
            month += 1
        }
        return (year, month, rest + 1)
    }

    private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func length(ofYear year: Int) -> Int { isLeap(year) ? 366 : 365 }

    private static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
