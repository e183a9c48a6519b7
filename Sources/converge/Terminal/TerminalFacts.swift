import Foundation
import Reports
import Scenarios

/// What the environment says about where output goes.
struct TerminalFacts {
    private let environment = ProcessInfo.processInfo.environment

    var isDumb: Bool { environment["TERM"] == "dumb" }

    func style(of descriptor: Int32, color: OutputOptions.ColorChoice) -> TextStyle {
        TextStyle(
            width: width(of: descriptor), isUnicode: isUnicode, hasColor: hasColor(descriptor, color))
    }

    private func width(of descriptor: Int32) -> Int {
        var size = winsize()
        if isatty(descriptor) == 1, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
            return min(max(Int(size.ws_col), 40), 400)
        }
        let columns = environment["COLUMNS"].flatMap { Int($0) } ?? 80
        return min(max(columns, 40), 400)
    }

    /// Whether the locale's characters are UTF-8. It need not be installed: its name says it.
    private var isUnicode: Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let name = locale.lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }

    private func hasColor(_ descriptor: Int32, _ choice: OutputOptions.ColorChoice) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto:
            if environment["NO_COLOR"].map({ !$0.isEmpty }) == true { return false }
            if let force = environment["FORCE_COLOR"], !force.isEmpty { return force != "0" && force != "false" }
            return !isDumb && isatty(descriptor) == 1
        }
    }
}
