/// What a schema needs that the server does not have by itself.
package enum SchemaNeed: Hashable, Sendable {
    /// A role.
    case role(String)
    /// An extension that cannot be made.
    case skippedExtension(String)
}
