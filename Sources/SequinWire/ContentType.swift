/// How a body is read, by what it is said to be: as the parsers of Plug do it, the library below Sequin's HTTP.
enum ContentType {
    /// As JSON.
    case json
    /// As what a page's form sends.
    case form
    /// Not at all.
    case other

    /// - Parameter header: The value of `Content-Type`; nil if there is none.
    init(_ header: String?) {
        let type = (header ?? "").prefix { $0 != ";" }.lowercased().filter { !$0.isWhitespace }
        if type == "application/json" || type.hasPrefix("application/") && type.hasSuffix("+json") {
            self = .json
        } else if type == "application/x-www-form-urlencoded" {
            self = .form
        } else {
            self = .other
        }
    }
}
