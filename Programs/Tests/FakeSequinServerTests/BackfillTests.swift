import FakeSequin
import FakeSequinServer
import Sequin
import Testing

/// What a consumer begins with that is made later.
@Suite struct BackfillTests {
    @Test(
        "Streams begin by the stream's sequence, the others by first appearance",
        arguments: [(ConsumerKind.sequinStreams, [1, 0]), (.fenced, [0, 1])])
    func order(kind: ConsumerKind, numbers: [Int]) async throws {
        let broker = Broker()
        var upstream = Upstream(UpstreamOptions(isPlain: true))
        for change in [Change(.create, 0), Change(.create, 1), Change(.update, 0)] {
            await broker.publish([try upstream.apply(change)])
        }
        await broker.makeConsumer("late", ConsumerConfiguration(kind: kind))
        let fake = try #require(await broker.fake("late"))
        let ids = try await fake.receive(batchSize: 10, waitFor: .zero).map(\.record.id)
        #expect(ids == numbers.map { upstream.id(of: $0) })
    }

    @Test func `of one publish, what comes last in it comes first in a stream`() async throws {
        let broker = Broker()
        var upstream = Upstream(UpstreamOptions(isPlain: true))
        await broker.publish([try upstream.apply(.create(0)), try upstream.apply(.create(1))])
        await broker.makeConsumer("late", ConsumerConfiguration(kind: .sequinStreams))
        let fake = try #require(await broker.fake("late"))
        let ids = try await fake.receive(batchSize: 10, waitFor: .zero).map(\.record.id)
        #expect(ids == [upstream.id(of: 1), upstream.id(of: 0)])
    }
}
