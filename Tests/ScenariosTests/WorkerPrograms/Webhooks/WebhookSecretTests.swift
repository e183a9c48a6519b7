import BrokerWire
import OrderedCollections
import Sequin
import Syncer
import TestSupport
import Testing

@testable import Scenarios

/// What a webhook's headers say, against values that others have computed: the specification's example, and Python's hmac.
@Suite(.ownTime) struct WebhookSecretTests {
    /// The secret of the Standard Webhooks specification's example.
    private let secret = WebhookSecret(
        key: [
            49, 242, 144, 246, 191, 6, 41, 138, 171, 79, 8, 212, 60, 63, 8, 44, 246, 72, 163, 98, 218, 45, 164, 176,
        ])
    private let body = Array(#"{"test": 2432232314}"#.utf8)

    private func headers(_ signature: WebhookSignature) -> [String] {
        secret.headers(signature, id: "msg_p5jXN8AQM9LWM0D4loKWxJek", time: 1_614_265_330, body: body)
            .map { "\($0.name): \($0.value)" }
    }

    @Test("The example of Standard Webhooks")
    func standard() {
        #expect(secret.text == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        #expect(
            headers(.standardWebhooks) == [
                "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp: 1614265330",
                "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ])
    }

    @Test("Stripe's, GitHub's, and none")
    func others() {
        #expect(
            headers(.stripe) == [
                "Stripe-Signature: "
                    + "t=1614265330,v1=2e37df5d4a028c51a7f3133d64ae1e300d2c2c900f1b1d49d4369ad2530f8964"
            ])
        #expect(
            headers(.github) == [
                "X-GitHub-Delivery: msg_p5jXN8AQM9LWM0D4loKWxJek",
                "X-Hub-Signature-256: "
                    + "sha256=80ec8a89ce3cd22133a1066caecb4d04fea7467657c8514d717ec42c38a5c94c",
            ])
        #expect(headers(.none) == [])
    }

    @Test("A run's secret is long enough for every scheme, and another in each run")
    func ofRun() {
        let (one, two) = (WebhookSecret(ofRun: "a"), WebhookSecret(ofRun: "b"))
        #expect(one.text != two.text && one.text == WebhookSecret(ofRun: "a").text)
        #expect(one.text.hasPrefix("whsec_") && one.text.count == 50)
    }

    @Test("What is posted is Sequin's batch, its message alone, or what a template makes of the delivery")
    func bodies() throws {
        let record = Record(
            id: "r", collectionSlug: "stripe:subscription", provider: "stripe", upstreamID: "u", deleted: false,
            updatedIdx: 7, sync: .init(id: "s", externalID: nil, metadata: .null), upstreamCreatedAt: nil,
            upstreamUpdatedAt: nil, data: .object(["quantity": .integer(3)]))
        let delivery = Delivery(ackID: AckID("a1"), record: record, deliverCount: 2, messageID: "m")
        func body(_ payload: WebhookSettings.Payload) throws -> JSONValue {
            var settings = WebhookSettings()
            settings.payload = payload
            settings.signature = .standardWebhooks
            let composer = WebhookComposer(
                settings: settings, collections: [.stripeSubscription], secret: secret, consumer: "c")
            let post = composer.post(delivery, at: 5)
            #expect(post.headers.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
            return try JSONValue(parsing: String(decoding: post.body, as: UTF8.self))
        }
        let message = try body(.message)
        #expect(message["record"]?["updated_idx"] == .integer(7))
        #expect(message["ack_id"] == nil && message["action"] == .string("insert"))
        #expect(try body(.batch) == .object(["data": .array([message])]))
        let template = try PayloadTemplate(parsing: #"{"q": ":quantity", "try": ":deliver_count"}"#, file: "p.json")
        #expect(try body(.template(template)) == .object(["q": .integer(3), "try": .integer(2)]))
    }
}
