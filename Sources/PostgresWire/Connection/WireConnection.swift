internal import DequeModule

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
    /// How far the connection has come.
    enum Phase: Hashable, Sendable {
        /// The client has not said what it wants.
        case greeting
        /// It has been asked for the password.
        case password(ClientStartup, ProtocolVersion)
        /// The owner opens the session.
        case opening(ProtocolVersion)
        case open
        /// Nothing more goes to the client, and nothing comes from it.
        case closed
    }

    let settings: WireSettings
    var phase = Phase.greeting
    var reader = FrontendReader()
    var serverReader = BackendReader()
    /// Messages of the client that have not been looked at.
    var queue = Deque<FrontendMessage>()
    var queuedBytes = 0
    /// What has been sent to the server and is not answered.
    var exchange: Exchange?
    var pending: PendingStep?
    var prepared = PreparedStatements()
    var transaction = TransactionState()
    /// Whether the server skips everything up to a Sync.
    var isSkipping = false
    /// The COPY that waits for the client's data.
    var copy: CopyIn?
    /// The server's message whose end has not come.
    var begun: BegunMessage?
    /// Whether it is kept from the client.
    var isKept = false
    /// The server's real process, and whether there is a session at all.
    var serverProcess: Int32?
    /// Whether the owner has been told to end the session, or the session has ended.
    var isServerDone = false
    /// Why the server has ended the session, if it has said so.
    var farewell: WireProblem?
    var actions: [WireAction] = []

    /// A message of which only the beginning has come.
    struct BegunMessage: Hashable, Sendable {
        var kind: UInt8
        var head: [UInt8]
    }

    /// A COPY that waits for data.
    struct CopyIn: Hashable, Sendable {
        var statements: [HeldStatement]
        var isExtended: Bool
    }

    /// Starts with a client that has connected and said nothing yet.
    package init(_ settings: WireSettings) { self.settings = settings }

    /// The key that the client was given; nil before ``opened(_:)``. A ``WireAction/cancels(_:)`` of another connection
    /// is for the one whose key is equal.
    package internal(set) var key: BackendKey?

    /// The step that waits for ``release()``.
    package var held: HeldStep? { pending?.step }

    /// The step that has been released and has not ended.
    package var running: HeldStep? { exchange?.step }

    /// Whether the server owes an answer: to a step, or to messages that passed at once.
    package var awaitsServer: Bool { exchange != nil }

    /// What is known of the transaction: at the end of a step, what its result says.
    package var block: StepResult.Transaction { transaction.block }

    /// Whether the owner should read from the client. False while there is more than enough to do for it.
    package var readsClient: Bool { (pending == nil && exchange == nil) || queuedBytes <= settings.requestLimit }

    /// Whether the client is still to be answered.
    var hasClient: Bool { phase != .closed }

    /// Takes what the client has sent.
    package mutating func fromClient(_ bytes: [UInt8]) -> [WireAction] {
        performing { $0.receive(bytes) }
    }

    /// Takes what the server has sent, from behind its start-up: the owner has opened the session.
    package mutating func fromServer(_ bytes: [UInt8]) -> [WireAction] {
        performing { connection in
            for piece in connection.serverReader.take(bytes) { connection.receive(piece) }
            connection.advance()
        }
    }

    /// Lets the held step go to the server. Without one it does nothing.
    package mutating func release() -> [WireAction] {
        performing { $0.sendPending() }
    }

    /// Ends the client's connection with an error that it is told, at any time; the session as well, once nothing runs
    /// there.
    package mutating func refuse(_ problem: WireProblem) -> [WireAction] {
        performing { $0.turnAway(problem) }
    }

    /// The client's socket has ended, or has been taken from it. A held step is dropped; one that runs goes on to its
    /// end, behind which comes ``WireAction/closesServer``.
    package mutating func clientClosed() -> [WireAction] {
        performing { $0.loseClient() }
    }

    /// The server's session has ended.
    package mutating func serverClosed() -> [WireAction] {
        performing { $0.loseServer() }
    }

    /// Collects the actions of what is done.
    mutating func performing(_ body: (inout WireConnection) -> Void) -> [WireAction] {
        body(&self)
        defer { actions = [] }
        return actions
    }
}
