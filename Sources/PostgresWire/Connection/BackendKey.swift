/// What a client shows to have a statement cancelled: of our own making, since the server's differs from run to run.
package struct BackendKey: Hashable, Sendable {
    /// The number that the client takes for its server process.
    package var processID: Int32
    /// What only that client knows: 4 bytes under protocol 3.0, from 4 to 256 since 3.2.
    package var secret: [UInt8]

    /// Creates a key.
    package init(processID: Int32, secret: [UInt8]) {
        self.processID = processID
        self.secret = secret
    }
}
