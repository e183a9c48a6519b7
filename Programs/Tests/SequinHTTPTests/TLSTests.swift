import FakeSequinServer
import NIOSSL
import OrderedCollections
import Sequin
import SequinHTTP
import SequinWire
import TestSupport
import Testing

@Suite struct TLSTests {
    @Test func `a certificate is trusted if its root is given, and only then`() async throws {
        let identity = try await TestCertificate.make()
        let tls = TLSConfiguration.makeServerConfiguration(
            certificateChain: identity.chain.map { .certificate($0) }, privateKey: .privateKey(identity.key))
        try await withServer(tls: tls) { server async throws in
            await server.broker.publish([
                try Record(
                    wire: .object([
                        "id": .string("A"), "collection_slug": .string("a:b"), "updated_idx": .integer(1),
                    ]), at: "")
            ])
            var settings = HTTPConsumerSettings(server)
            settings.baseURL = "https://localhost:\(server.port)"
            var hasty = settings
            // The client connects again and again until the time for the answer is over.
            hasty.answerTimeout = .milliseconds(500)
            let refused = await #expect(throws: HTTPConsumerError.self) {
                try await withConsumer(hasty) { try await $0.receive(batchSize: 1) }
            }
            #expect(refused?.reason == .unreachable)
            settings.additionalRoots = identity.chain
            let deliveries = try await withConsumer(settings) { try await $0.receive(batchSize: 1) }
            #expect(deliveries.count == 1)
        }
    }
}
