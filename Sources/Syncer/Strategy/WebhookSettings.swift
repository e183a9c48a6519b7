/// How events are posted to a program's own server, as `strategy.yml` says with `listen:`, `payload:` and `signature:`.
public struct WebhookSettings: Hashable, Sendable {
    /// What a POST carries.
    public enum Payload: Hashable, Sendable {
        /// `{"data": [message]}`, as Sequin's webhook sinks send it by default.
        case batch
        /// The message alone, as they send it without batches.
        case message
        /// What a template of one's own makes of it.
        case template(PayloadTemplate)
    }

    /// The variable that holds the port on which the program shall listen.
    public var portVariable = "PORT"
    /// The path that events are posted to.
    public var path = "/"
    /// How many attempts a program may have open at once, at least 1.
    public var concurrency = 2
    /// What a POST carries.
    public var payload = Payload.batch
    /// How a POST is signed.
    public var signature = WebhookSignature.none

    /// The variable that holds the secret by which posts are signed.
    public static let secretVariable = "WEBHOOK_SECRET"

    /// The defaults.
    public init() {}
}

/// How a webhook is signed, as `strategy.yml` says with `signature:`. Sequin signs nothing: its sinks send fixed headers.
public enum WebhookSignature: String, Hashable, Sendable, CaseIterable {
    /// Not at all.
    case none
    /// As the Standard Webhooks specification has it: `webhook-id`, `webhook-timestamp`, `webhook-signature`.
    case standardWebhooks = "standard-webhooks"
    /// As Stripe does: `Stripe-Signature`.
    case stripe
    /// As GitHub does: `X-Hub-Signature-256`.
    case github
}
