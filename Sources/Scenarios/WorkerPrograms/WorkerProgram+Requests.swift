import BrokerWire
import Postgres
import PostgresWire
import Processes
import Sequin

extension WorkerProgram {
    /// What it asks for that has not been told yet, in an order that is the same in every run: names decide, and not which
    /// of two connections was faster.
    ///
    /// - Parameter records: The records that a step is about.
    func takeRequests(records: (HeldStep, ProgramConnection) -> [String]) -> [ProgramRequest] {
        var requests: [(rank: String, request: ProgramRequest)] = []
        if let posted {
            for attempt in posted.answered where told.insert(ObjectIdentifier(attempt)).inserted {
                requests.append(("1\(attempt.delivery.ackID)", .answer(attempt)))
            }
            if posted.hasRoom, !isAskedToEnd, told.insert(ObjectIdentifier(posted)).inserted {
                requests.append(("0", .room(posted)))
            }
        }
        for call in calls {
            guard let held = call.held, told.insert(ObjectIdentifier(call)).inserted else { continue }
            switch held {
            case .receive(let size, _): requests.append(("0", .receive(call, batchSize: size)))
            case .ack(let ids): requests.append(("1\(ids)", .ack(call, ids)))
            case .nack(let ids): requests.append(("2\(ids)", .nack(call, ids)))
            case .extend(let ids, let time): requests.append(("2\(ids) \(time)", .extend(call, ids, by: time)))
            case .fetch(let id): requests.append(("4\(id)", .fetch(call, id: id)))
            }
        }
        for connection in connections {
            guard let held = connection.held, told.insert(ObjectIdentifier(connection)).inserted else { continue }
            let names = "\(held.choiceName) \(records(held, connection))"
            // Of those that are called alike, their values decide.
            requests.append(("3\(names) \(held.statement.parameters)", .step(connection, held)))
        }
        return requests.sorted { $0.rank < $1.rank }.map(\.request)
    }

    /// The request on a connection has been answered: the next one is another.
    func answered(_ connection: AnyObject) {
        told.remove(ObjectIdentifier(connection))
        mayMove = true
    }

    /// It has been posted an event.
    func posted(_ attempt: WebhookAttempt) {
        if let descriptor = attempt.descriptor { watch.add(descriptor) }
        mayMove = true
    }

    /// What it answered to an event has been told, or is lost: there is room for another.
    func end(_ attempt: WebhookAttempt) {
        posted?.end(attempt)
        answered(attempt)
    }

    /// Makes what it asks for count as not told: another run begins.
    func forgetRequests() {
        told = []
        for call in calls { call.withdraw = nil }
        for connection in connections { (connection.withdraw, connection.lastBegan) = (nil, 0) }
    }

    /// A connection by its number; nil if it is closed.
    func connection(_ number: Int) -> ProgramConnection? { connections.first { $0.number == number } }

    /// The connection of a session; nil if it is closed.
    func connection(of session: PooledSession) -> ProgramConnection? { connections.first { $0.session === session } }

    /// Whether what a session runs is no part of a history.
    func runsUnseen(_ session: PooledSession) -> Bool { connection(of: session)?.isUnseen ?? false }

    /// Whether what a session has run only prepares a statement.
    func prepares(on session: PooledSession) -> Bool { connection(of: session)?.isPreparing ?? false }

    /// The connections whose statements it wants cancelled.
    func takeCancelled() -> [ProgramConnection] {
        let keys = connections.compactMap { connection in
            defer { connection.servedCancel() }
            return connection.cancels
        }
        return keys.compactMap { key in connections.first { $0.key == key } }
    }

    /// A connection whose session runs nothing and whose client is gone: nil if there is none.
    func takeClosedConnection() -> ProgramConnection? {
        guard let index = connections.firstIndex(where: { $0.isClientGone && $0.cancels == nil }) else { return nil }
        told.remove(ObjectIdentifier(connections[index]))
        return connections.remove(at: index)
    }
}
