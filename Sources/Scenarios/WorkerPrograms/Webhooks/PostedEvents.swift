import Processes
import Sequin
import Syncer

/// The events that one program is posted, to the port on which it listens itself.
///
/// One thread uses it.
final class PostedEvents {
    /// Those that are open, in the order in which they were posted.
    private(set) var attempts: [WebhookAttempt] = []
    /// Whether the program has been seen to listen.
    private(set) var isListening = false
    private let composer: WebhookComposer
    private let port: ReservedPort

    init(_ composer: WebhookComposer, to port: ReservedPort) {
        self.composer = composer
        self.port = port
    }

    /// Whether the program waits for an event, and none is open.
    var isIdle: Bool { isListening && attempts.isEmpty }
    /// Whether the program has answered all that was posted, and can be posted more.
    var isWaiting: Bool { isListening && attempts.allSatisfy { $0.outcome != nil } }
    /// Whether another event may be posted now.
    var hasRoom: Bool { isListening && attempts.count < composer.settings.concurrency }
    /// Those that the program has answered, or given up.
    var answered: [WebhookAttempt] { attempts.filter { $0.outcome != nil } }
    /// Whether all that was posted has reached the program.
    var hasArrived: Bool { attempts.allSatisfy(\.hasArrived) }

    /// Looks whether the program listens, unless it has been seen to.
    ///
    /// - Parameter pid: The program's process.
    func look(at pid: Int32) { if !isListening { isListening = NetworkLook(pid).listens(on: port.number) } }

    /// Takes in what has come from the program.
    ///
    /// - Returns: Whether anything had come.
    func pump() -> Bool {
        var hasMoved = false
        for attempt in attempts where attempt.pump() { hasMoved = true }
        return hasMoved
    }

    /// Posts an event.
    ///
    /// - Parameter time: When, in seconds since 1970.
    func post(_ delivery: Delivery, at time: Int64) -> WebhookAttempt {
        let attempt = WebhookAttempt(delivery, composer.post(delivery, at: time), to: port.number)
        attempts.append(attempt)
        return attempt
    }

    /// An attempt is over: its answer has been told, or is lost.
    func end(_ attempt: WebhookAttempt) { attempts.removeAll { $0 === attempt } }

    /// Gives up all that is open.
    func close() {
        for attempt in attempts { attempt.close() }
        attempts = []
    }
}

extension PostedEvents {
    /// What the program does not do, for as long as it was given.
    var omission: String {
        isListening
            ? "neither answers POST \(composer.settings.path) nor asks its database for anything"
            : "neither listens on the port that \(composer.settings.portVariable) names, \(port.number), nor ends"
    }
}
