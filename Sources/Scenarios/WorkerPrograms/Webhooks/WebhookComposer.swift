import Bits
import BrokerWire
import Foundation
import Sequin
import Syncer

/// Makes the POSTs by which a program is told of events.
struct WebhookComposer {
    let settings: WebhookSettings
    /// The collections whose records there are.
    let collections: [Sequin.Collection]
    let secret: WebhookSecret
    /// The consumer's name.
    let consumer: String

    /// The POST of a delivery.
    ///
    /// - Parameter time: When it is sent, in seconds since 1970.
    func post(_ delivery: Delivery, at time: Int64) -> HTTPPost {
        var post = HTTPPost(path: settings.path, body: Array(body(of: delivery).text.utf8))
        post.headers = secret.headers(
            settings.signature, id: delivery.messageID ?? delivery.ackID.rawValue, time: time, body: post.body)
        return post
    }

    private func body(of delivery: Delivery) -> JSONValue {
        switch settings.payload {
        case .batch: return WebhookMessage.batch(delivery, consumer: consumer)
        case .message: return WebhookMessage.message(delivery, consumer: consumer)
        case .template(let template):
            let slug = delivery.record.collectionSlug
            let collection = collections.first { $0.slug == slug } ?? Sequin.Collection(slug: slug, fields: [])
            return template.filled(with: delivery, of: collection)
        }
    }
}

/// What posts are signed with.
struct WebhookSecret {
    /// As the program is given it, such as `whsec_MfKQ…`.
    let text: String
    private let key: [UInt8]

    private static let prefix = "whsec_"

    /// Makes one of what this run alone knows.
    init(ofRun secret: String) { self.init(key: SHA256.hmac(of: "webhook".utf8, key: Array(secret.utf8))) }

    init(key: [UInt8]) {
        self.key = key
        text = Self.prefix + Data(key).base64EncodedString()
    }

    /// The headers that sign a body.
    ///
    /// - Parameters:
    ///   - id: The event's id, which all of its attempts share.
    ///   - time: When it is sent, in seconds since 1970.
    func headers(
        _ signature: WebhookSignature, id: String, time: Int64, body: [UInt8]
    ) -> [(name: String, value: String)] {
        switch signature {
        case .none: return []
        case .standardWebhooks:
            let code = SHA256.hmac(of: Array("\(id).\(time).".utf8) + body, key: key)
            return [
                ("webhook-id", id), ("webhook-timestamp", "\(time)"),
                ("webhook-signature", "v1,\(Data(code).base64EncodedString())"),
            ]
        case .stripe:
            // Stripe's key is the secret as it is written.
            let code = SHA256.hmac(of: Array("\(time).".utf8) + body, key: Array(text.utf8))
            return [("Stripe-Signature", "t=\(time),v1=\(code.hexadecimal)")]
        case .github:
            let code = SHA256.hmac(of: body, key: Array(text.utf8))
            return [("X-GitHub-Delivery", id), ("X-Hub-Signature-256", "sha256=\(code.hexadecimal)")]
        }
    }
}
