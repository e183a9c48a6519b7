import Foundation

/// What this process takes of the machine's memory, in megabytes.
enum Memory {
    static var resident: Double { value("VmRSS") }
    static var peak: Double { value("VmHWM") }

    private static func value(_ key: String) -> Double {
        let status = FileManager.default.contents(atPath: "/proc/self/status") ?? Data()
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(key + ":") }
        return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) } ?? 0) / 1024
    }
}
