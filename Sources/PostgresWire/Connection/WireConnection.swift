/// One client's connection to its database: a state machine between the bytes of the two sides.
///
/// It has no sockets, no clock and no scheduler. Its owner hands in what has come from either side and performs the
/// ``WireAction``s that are returned, in order. What a client asks for is cut into steps, each of which is held until
/// ``release()``; everything else passes at once. The protocol is version 3 as in the manual's chapter "Frontend/Backend
/// Protocol".
///
/// ```
/// client ── fromClient ──▸ ┌────────────────┐ ──▸ .holds(step) … release() ──▸ .toServer
///        ◂── .toClient ─── │ WireConnection │
///                          └────────────────┘ ◂── fromServer ── server
/// ```
package struct WireConnection: Sendable {
    /// Starts with a client that has connected and said nothing yet.
    package init(_ settings: WireSettings) {
        self.settings = settings
    }

    private let settings: WireSettings

    /// The key that the client was given; nil before ``opened(_:)``. A ``WireAction/cancels(_:)`` of another connection
    /// is for the one whose key is equal.
    package private(set) var key: BackendKey?
    /// The step that waits for ``release()``.
    package private(set) var held: HeldStep?
    /// The step that has been released and has not ended.
    package private(set) var running: HeldStep?
    /// Whether the server owes an answer: to a step, or to messages that passed at once.
    package private(set) var awaitsServer = false
    /// Whether the owner should read from the client. False while there is more than enough to do for it.
    package private(set) var readsClient = true

    /// Takes what the client has sent.
    package mutating func fromClient(_ bytes: [UInt8]) -> [WireAction] { [] }

    /// Takes what the server has sent, from behind its start-up: the owner has opened the session.
    package mutating func fromServer(_ bytes: [UInt8]) -> [WireAction] { [] }

    /// The owner has opened the session that ``WireAction/opensServer(_:)`` asked for.
    package mutating func opened(_ server: OpenedServer) -> [WireAction] { [] }

    /// Ends the client's connection with an error that it is told, at any time; the session as well, once nothing runs
    /// there.
    package mutating func refuse(_ problem: WireProblem) -> [WireAction] { [] }

    /// Lets the held step go to the server. Without one it does nothing.
    package mutating func release() -> [WireAction] { [] }

    /// The client's socket has ended, or has been taken from it. A held step is dropped; one that runs goes on to its
    /// end, behind which comes ``WireAction/closesServer``.
    package mutating func clientClosed() -> [WireAction] { [] }

    /// The server's session has ended.
    package mutating func serverClosed() -> [WireAction] { [] }
}
