/// Something that a worker did or met, in full and in brief; empty words are left out.
package struct Deed: Hashable, Sendable {
    package var full: String
    package var brief: String
    /// What the brief words leave out, and a reader must know; nil if there is nothing.
    package var remark: String?

    package init(_ full: String, brief: String? = nil, remark: String? = nil) {
        self.full = full
        self.brief = brief ?? full
        self.remark = remark
    }
}
