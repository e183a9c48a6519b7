import DequeModule
import Synchronization

/// Lets so many through at a time, in the order of their coming.
final class Gate: Sendable {
    /// Servers start slowly where all of a suite's start at once, and everything that waits for something else with
    /// them.
    static let clusters = Gate(places: 3)

    private struct State {
        var places: Int
        var waiting: Deque<CheckedContinuation<Void, Never>> = []
    }
    private let state: Mutex<State>

    init(places: Int) { state = Mutex(State(places: places)) }

    func enter() async {
        await withCheckedContinuation { continuation in
            let mayPass = state.withLock { state in
                guard state.places == 0 else {
                    state.places -= 1
                    return true
                }
                state.waiting.append(continuation)
                return false
            }
            if mayPass { continuation.resume() }
        }
    }

    func leave() {
        let next = state.withLock { state in
            let next = state.waiting.popFirst()
            if next == nil { state.places += 1 }
            return next
        }
        next?.resume()
    }
}
