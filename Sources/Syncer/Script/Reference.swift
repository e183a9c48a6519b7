/// A mention of a variable: `:name`, `:'name'`, `:"name"` or `:{?name}`.
package struct Reference: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        /// `:name`: the value as it is.
        case splice
        /// `:'name'`: the value as a literal.
        case literal
        /// `:"name"`: the value as a quoted identifier.
        case identifier
        /// `:{?name}`: `TRUE` or `FALSE`.
        case defined
    }

    var form: Form
    var name: String
    var place: Place

    /// The mention as it stands in the script.
    var spelling: String {
        switch form {
        case .splice: ":\(name)"
        case .literal: ":'\(name)'"
        case .identifier: ":\"\(name)\""
        case .defined: ":{?\(name)}"
        }
    }
}
