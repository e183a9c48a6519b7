import Sequin
import Synchronization

/// One long poll in line.
///
/// Deliveries are taken out of the consumer only once a waiter is claimed, and a claimed waiter can no longer be
/// cancelled: so a cancelled poll takes nothing with it.
final class Waiter: Sendable {
    let batchSize: Int

    private enum Phase {
        case new
        case waiting(CheckedContinuation<[Delivery]?, Never>)
        case claimed(CheckedContinuation<[Delivery]?, Never>?)
        case over([Delivery]?)
    }
    private let phase = Mutex(Phase.new)

    init(batchSize: Int) { self.batchSize = batchSize }

    /// Waits for deliveries; nil if the wait was ended first.
    func value() async -> [Delivery]? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result: [Delivery]?? = phase.withLock { phase in
                    switch phase {
                    case .new: phase = .waiting(continuation)
                    case .claimed: phase = .claimed(continuation)
                    case .over(let result): return .some(result)
                    case .waiting: break
                    }
                    return nil
                }
                if let result { continuation.resume(returning: result) }
            }
        } onCancel: {
            end()
        }
    }

    /// Reserves the waiter for deliveries; false if its wait is over.
    func claim() -> Bool {
        phase.withLock { phase in
            switch phase {
            case .new:
                phase = .claimed(nil)
                return true
            case .waiting(let continuation):
                phase = .claimed(continuation)
                return true
            case .claimed, .over: return false
            }
        }
    }

    /// Gives a claimed waiter its deliveries.
    func finish(_ deliveries: [Delivery]) { leave(with: deliveries, ifClaimed: true) }

    /// Ends the wait empty-handed, unless the waiter is claimed.
    func end() { leave(with: nil, ifClaimed: false) }

    private func leave(with result: [Delivery]?, ifClaimed: Bool) {
        let continuation: CheckedContinuation<[Delivery]?, Never>? = phase.withLock { phase in
            switch phase {
            case .claimed(let continuation) where ifClaimed:
                phase = .over(result)
                return continuation
            case .waiting(let continuation) where !ifClaimed:
                phase = .over(result)
                return continuation
            case .new where !ifClaimed:
                phase = .over(result)
                return nil
            default: return nil
            }
        }
        continuation?.resume(returning: result)
    }
}
