/// Something that a worker did or met, in full and in brief; empty words are left out.
package struct Deed: Hashable, Sendable {
    package var full: String
    package var brief: String

    package init(_ full: String, brief: String? = nil) {
        self.full = full
        self.brief = brief ?? full
    }
}
