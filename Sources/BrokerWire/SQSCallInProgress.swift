internal import OrderedCollections
internal import SQSWire
internal import Sequin

/// A call of SQS while it waits: what is known by now of its answer.
struct SQSCallInProgress: Sendable {
    /// The call.
    let request: SQSRequest
    /// What this request is called.
    let id: String
    /// What has come of each entry so far; one that waits counts as done.
    private(set) var entries: [SQSEntryAnswer] = []
    /// The handle under which the call names a delivery.
    private var handles: [AckID: String] = [:]

    init(request: SQSRequest, id: String) { (self.request, self.id) = (request, id) }

    /// Notes an entry.
    ///
    /// - Returns: What its handle names; nil if it is no handle.
    mutating func add(_ id: String, _ handle: String, _ known: SQSReceiptHandles) -> AckID? {
        guard let delivery = known.id(in: handle).map(AckID.init) else {
            entries.append(SQSEntryAnswer(id: id, error: .invalidHandle(handle)))
            return nil
        }
        entries.append(SQSEntryAnswer(id: id))
        handles[delivery] = handle
        places[delivery, default: []].append(entries.count - 1)
        return delivery
    }

    /// The entries that name a delivery.
    private var places: [AckID: [Int]] = [:]

    /// Notes entries that change visibility.
    ///
    /// - Returns: What is to be asked: to give deliveries back, and for more time for others.
    mutating func add(_ changes: [SQSVisibility], _ known: SQSReceiptHandles) -> [BrokerRequest] {
        var ids: OrderedDictionary<Int, [AckID]> = [:]
        for change in changes {
            do throws(SQSError) {
                try change.check()
                if let id = add(change.id, change.handle, known) { ids[change.seconds, default: []].append(id) }
            } catch {
                entries.append(SQSEntryAnswer(id: change.id, error: error))
            }
        }
        return ids.elements.map { seconds, ids in seconds == 0 ? .nack(ids) : .extend(ids, by: .seconds(seconds)) }
    }

    /// Notes that the consumer would not have these.
    mutating func refuse(_ ids: [AckID]) {
        for id in ids {
            guard let handle = handles[id], let places = places[id] else { continue }
            let error: SQSError =
                if case .delete = request.call { .expiredHandle(handle) } else { .notInFlight(handle) }
            for place in places { entries[place] = SQSEntryAnswer(id: entries[place].id, error: error) }
        }
    }
}
