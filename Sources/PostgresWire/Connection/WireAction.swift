/// What a ``WireConnection`` wants done. Actions are performed in the order in which they are returned.
package enum WireAction: Hashable, Sendable {
    /// Write these bytes to the client.
    case toClient([UInt8])
    /// Write these bytes to the server's socket.
    case toServer([UInt8])
    /// The client has said who it is and knows the password. Open a session for it, then call
    /// ``WireConnection/opened(_:)``; or ``WireConnection/refuse(_:)`` if there is to be none.
    case opensServer(ClientStartup)
    /// A request waits for ``WireConnection/release()``. There is at most one at a time.
    case holds(HeldStep)
    /// The step that was held will never run, since the client is gone or the server's session has ended.
    case drops(HeldStep)
    /// The step that was released has ended. Its answers, if the client is still there, are the ``toClient(_:)``
    /// behind this: to lose them is to lose the reply.
    case ended(StepResult)
    /// The client is told an error that ends no step: instead of a session, or to messages that passed at once, as when a
    /// statement is prepared.
    case fails(WireProblem)
    /// The server said something beside the results. Lines of the severity `LOG` are kept from the client: the session
    /// has been asked for them, to hear of waits for locks.
    case notice(WireNotice)
    /// Another session has notified this one. While it has no step under way the moment is real time, which no
    /// schedule decides.
    case notified(channel: String, whileIdle: Bool)
    /// The client asks, on a connection of its own, to cancel what the connection of this key is doing.
    case cancels(BackendKey)
    /// What the client wants cannot be had under a scheduler, or is no protocol at all: a sentence without a full
    /// stop. It has been told, and ``closesClient`` follows.
    case refuses(String)
    /// Close the client's socket once everything has been written.
    case closesClient
    /// End the server's session: nothing runs there any more that the client had asked for.
    case closesServer
}
