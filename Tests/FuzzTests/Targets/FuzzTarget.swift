import BrokerWire

/// What reads bytes from outside, as a function that must neither crash nor hang, whatever the bytes are.
///
/// libFuzzer calls it in the package `Fuzzing`; the tests call it with each file of the corpus.
enum FuzzTarget: String, CaseIterable {
    /// A script: reading it, and running it on a session that answers at random.
    case script
    /// DDL.
    case schema
    /// strategy.yml.
    case settings
    /// A failure file.
    case failure
    /// A token of a failure.
    case token
    /// JSON text, as HTTP bodies hold it.
    case json
    /// Both sides of a foreign worker's connection to its database.
    case postgres
    /// What a foreign worker sends to its broker.
    case broker
    /// What a worker's own server answers to a webhook.
    case reply
    /// The same, where the broker is SQS.
    case sqs

    func run(_ bytes: [UInt8]) {
        switch self {
        case .script: ScriptFuzz.run(bytes)
        case .schema: SchemaFuzz.run(bytes)
        case .settings: SettingsFuzz.run(bytes)
        case .failure: FailureFuzz.run(bytes)
        case .token: TokenFuzz.run(bytes)
        case .json: JSONFuzz.run(bytes)
        case .postgres: PostgresFuzz.run(bytes)
        case .broker: BrokerFuzz.run(bytes, .sequin)
        case .reply: ReplyFuzz.run(bytes)
        case .sqs: BrokerFuzz.run(bytes, .sqs)
        }
    }
}
