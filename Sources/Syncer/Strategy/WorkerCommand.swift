public import OrderedCollections

/// A program that does a worker's work, as `strategy.yml` names it with `worker:`.
public struct WorkerCommand: Hashable, Sendable {
    /// The program and its arguments; at least one word.
    public var words: [String]
    /// Variables of its environment besides the usual, by name. Words in braces stand for what
    /// is known once it is started: see ``placeholders``.
    public var environment: OrderedDictionary<String, String>
    /// How the names of statements begin that are no steps of a schedule, besides those that never are.
    public var bookkeeping: [String]
    /// Which time its clocks and timers go by.
    public var time: WorkerTime
    /// Where its work comes from.
    public var broker: WorkerBroker
    /// How it is sent its work, where its broker is `webhook`; nil elsewhere.
    public var webhook: WebhookSettings?

    /// What stands in braces in variables for what is known once a program is started.
    public static let placeholders = ["database_url", "broker_url", "queue_url", "upstream_url", "webhook_secret"]

    /// Names a program.
    public init(
        words: [String], environment: OrderedDictionary<String, String> = [:], bookkeeping: [String] = [],
        time: WorkerTime = .real, broker: WorkerBroker = .sequin,
        webhook: WebhookSettings? = nil
    ) {
        self.words = words
        self.environment = environment
        self.bookkeeping = bookkeeping
        self.time = time
        self.broker = broker
        self.webhook = webhook
    }

    /// Cuts a line into words at white space; quotes of either kind hold together what stands between them.
    ///
    /// - Returns: Nil if a quote is not closed.
    static func words(of line: String) -> [String]? {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + String(character) }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let ended = word { words.append(ended) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return quote == nil ? words : nil
    }
}
