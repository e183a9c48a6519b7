public import FakeSQS
public import FakeSequin
import OrderedCollections
public import Sequin
import SequinWire

/// Everything that the server serves: an upstream, the consumers that its changes go to, and the clock.
///
/// Each change goes to every consumer, in one order for all of them.
public actor Broker {
    /// What expiry and waiting go by.
    public nonisolated let clock: SteppableClock
    /// The name of the stream that `streams` consumers belong to.
    public nonisolated let stream: String
    /// Queues of SQS, which no change of the upstream goes to.
    public nonisolated let queues: ServedQueues
    nonisolated let journal = Journal()

    private var upstream: Upstream
    private var consumers: OrderedDictionary<String, ServedConsumer> = [:]
    private var lastNumber = 0
    /// The latest version of each record ever published, in the order of first appearance.
    private var latest: OrderedDictionary<String, Record> = [:]
    private var lastVersion: Int64 = 0
    /// Where each record's latest version stands in the stream.
    private var places: [String: Int] = [:]
    private var lastPlace = 0
    /// The publication that comes last in the order so far.
    private var publication: Task<Void, Never>?

    /// Creates a broker without consumers.
    public init(
        clock: SteppableClock = SteppableClock(), upstream: UpstreamOptions = UpstreamOptions(isPlain: true),
        stream: String = "default", queues: SQSQueues = SQSQueues()
    ) {
        self.clock = clock
        self.queues = ServedQueues(queues, clock: clock)
        self.stream = stream
        self.upstream = Upstream(upstream)
    }

    // MARK: Consumers

    /// Makes a consumer, in the place of one of the same name if there is one, and gives it the latest version of
    /// every record.
    ///
    /// - Returns: Whether there was none of this name.
    @discardableResult
    public func makeConsumer(_ name: String, _ configuration: ConsumerConfiguration) async -> Bool {
        lastNumber += 1
        let consumer = ServedConsumer(name: name, number: lastNumber, configuration: configuration, clock: clock)
        let isNew = consumers.updateValue(consumer, forKey: name) == nil
        await publish(backfill(of: configuration.kind), to: [consumer])
        return isNew
    }

    /// What a new consumer begins with: of `sequin-streams` by the stream's sequence, in which a changed record comes later;
    /// it stores the messages of one publish from the last to the first.
    private func backfill(of kind: ConsumerKind) -> [Record] {
        guard kind == .sequinStreams else { return Array(latest.values) }
        return latest.values.sorted { places[$0.id, default: 0] > places[$1.id, default: 0] }
    }

    /// Removes a consumer.
    ///
    /// - Returns: Whether there was one.
    public func removeConsumer(_ name: String) -> Bool { consumers.removeValue(forKey: name) != nil }

    /// A consumer by name or id.
    func consumer(_ idOrName: String) -> ServedConsumer? {
        consumers[idOrName] ?? consumers.values.first { $0.id == idOrName.lowercased() }
    }

    /// The fake behind a consumer, for code in the same process; nil if there is none of this name or id.
    public func fake(_ idOrName: String) -> FakeSequin? { consumer(idOrName)?.sequin }

    /// All consumers, in the order of their names' first making.
    var all: [ServedConsumer] { Array(consumers.values) }

    // MARK: Publishing

    /// Makes changes of the upstream and publishes them, and records as they are, in the order given.
    ///
    /// - Returns: How many versions were published, and why the one behind them was not, if one was impossible.
    func publish(_ publications: [Publication]) async -> (count: Int, failure: ImpossibleChange?) {
        var records: [Record] = []
        var failure: ImpossibleChange?
        publishing: for publication in publications {
            do throws(ImpossibleChange) {
                switch publication {
                case .record(let record): records.append(record)
                case .change(let change): records.append(try upstream.apply(change))
                }
            } catch {
                failure = error
                break publishing
            }
        }
        upstream.forgetHistory()
        await publish(records)
        return (records.count, failure)
    }

    /// Publishes versions of records, which must come in order.
    public func publish(_ records: [Record]) async {
        for record in records {
            latest[record.id] = record
            lastVersion = max(lastVersion, record.updatedIdx)
        }
        for record in records.reversed() {
            lastPlace += 1
            places[record.id] = lastPlace
        }
        await publish(records, to: all)
    }

    /// Publishes messages of the stream; a text that is its key's latest makes no new version.
    ///
    /// - Returns: How many made a new version.
    func publishMessages(_ messages: [(key: String, data: String)]) async -> Int {
        var records: [Record] = []
        var version = lastVersion
        for message in messages {
            version += 1
            let record = Record(key: message.key, text: message.data, sequence: version, stream: stream)
            let before = records.last { $0.id == record.id } ?? latest[record.id]
            if before?.data != record.data { records.append(record) }
        }
        await publish(records)
        return records.count
    }

    /// The latest version of each record ever published, deleted ones included: what tables must come to.
    public var records: [Record] { Array(latest.values) }

    private func publish(_ records: [Record], to consumers: [ServedConsumer]) async {
        // An actor gives no order across suspension points, so each publication waits for the one before it.
        let before = publication
        let task = Task {
            await before?.value
            for consumer in consumers { await consumer.sequin.publish(records) }
        }
        publication = task
        await task.value
    }
}
