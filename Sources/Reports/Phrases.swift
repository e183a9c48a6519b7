import Scenarios

/// Words that several reports use.
enum Phrases {
    /// What begins after the first phase of a history.
    static let fairPhase = "the fair phase: no more faults, and each worker in turn"

    /// Ascending numbers, three and more in a row as "4 to 7".
    static func numbers(_ numbers: [Int]) -> String {
        var rows: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = rows.last, last.upperBound + 1 == number {
                rows[rows.count - 1] = last.lowerBound...number
            } else {
                rows.append(number...number)
            }
        }
        let words = rows.flatMap { row in
            row.count > 2 ? ["\(row.lowerBound) to \(row.upperBound)"] : row.map { "\($0)" }
        }
        return words.count < 2
            ? words.joined() : words.dropLast().joined(separator: ", ") + " and \(words[words.count - 1])"
    }

    static func seconds(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }

    /// A length of time, rounded up to what one gives as a budget: tens of seconds, whole minutes, whole hours.
    static func roundedUp(_ seconds: Double) -> Double {
        let unit = seconds <= 110 ? 10.0 : seconds <= 7140 ? 60 : 3600
        return max(unit, (seconds / unit).rounded(.up) * unit)
    }

    /// A length of time as `--budget` takes it: `50s`, `4m`, `3h`.
    static func span(_ seconds: Double) -> String {
        let rounded = Int(roundedUp(seconds))
        return rounded < 120 ? "\(rounded)s" : rounded < 7200 ? "\(rounded / 60)m" : "\(rounded / 3600)h"
    }

    /// Virtual time: whole seconds where they are whole.
    static func clock(_ seconds: Double) -> String {
        let thousandths = Int((seconds * 1000).rounded())
        return thousandths % 1000 == 0 ? "\(thousandths / 1000) s" : "\(Double(thousandths) / 1000) s"
    }

    /// With two digits that mean something.
    static func percent(_ part: Double) -> String {
        var digits = 10.0
        while digits < 1e9, part * 100 * digits < 10 { digits *= 10 }
        return "\((part * 100 * digits).rounded(.down) / digits) %"
    }

    static func bounds(_ bounds: Bounds) -> String {
        var parts = [
            bounds.workers.counted("worker"), bounds.records.counted("record"), bounds.changes.counted("change"),
        ]
        if bounds.clock > 0 { parts.append("\(bounds.clock) \(bounds.clock == 1 ? "expiry" : "expiries")") }
        if bounds.faults > 0 { parts.append(bounds.faults.counted("fault")) }
        return parts.joined(separator: ", ")
    }

    /// How far a cell that holds was explored.
    static func explored(_ result: CellResult) -> String {
        let schedules = result.schedules.counted("schedule")
        let pruned = result.pruned > 0 ? " (\(result.pruned) pruned)" : ""
        let explored =
            result.verdict == .exhausted
            ? "holds in every interleaving: \(schedules)\(pruned)" : "held in \(schedules)"
        let refused = result.refused.map { ", \($0) no evidence, since Postgres refused values in them" } ?? ""
        return "\(explored), hazard in \(result.hazards)\(refused)"
    }

    /// A path as one types it into a shell.
    static func shell(_ path: String) -> String {
        let isPlain = path.unicodeScalars.allSatisfy {
            $0.properties.isAlphabetic || ("0"..."9").contains($0) || "/._-+,@%".unicodeScalars.contains($0)
        }
        return isPlain && !path.isEmpty
            ? path : "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
