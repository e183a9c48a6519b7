public import FakeSequin
public import Syncer

extension VerificationSettings {
    /// The consumer under which a strategy is judged, unless a scenario has one of its own: the one that was asked for, else
    /// that of its broker.
    public func consumer(for strategy: Strategy) -> ConsumerKind {
        namesConsumer ? consumer : strategy.command?.broker.consumer ?? consumer
    }

    /// The consumers that a strategy's cells in these scenarios run under.
    func consumers(of scenarios: [Scenario], for strategy: Strategy) -> Set<ConsumerKind> {
        Set(scenarios.map { $0.setup.consumer ?? consumer(for: strategy) })
    }

    /// Takes the consumer that all of these strategies have of their own, unless one was asked for.
    public mutating func takeConsumer(of strategies: [Strategy]) {
        let kinds = Set(strategies.map(consumer(for:)))
        if kinds.count == 1, let kind = kinds.first, kind != consumer { consumer = kind }
    }
}

extension WorkerBroker {
    /// What it is imitated by; nil if any will do.
    fileprivate var consumer: ConsumerKind? {
        switch self {
        case .sequin: nil
        case .webhook: .webhook
        case .sqs: .queue
        case .sqsFIFO: .fifo
        }
    }
}
