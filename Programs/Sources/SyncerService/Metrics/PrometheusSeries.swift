import CoreMetrics
import Synchronization

/// One metric with one set of labels.
protocol PrometheusSeries: AnyObject, Sendable {
    /// `counter`, `gauge` or `histogram`.
    var type: String { get }
    /// Its samples, each line with its end.
    func lines(name: String, labels: String) -> String
}

extension PrometheusSeries {
    func line(_ name: String, _ labels: String, _ value: String) -> String {
        labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
    }
}

final class CounterSeries: PrometheusSeries, CounterHandler {
    private let value = Atomic<Int64>(0)
    var type: String { "counter" }

    func increment(by amount: Int64) { value.add(amount, ordering: .relaxed) }
    func reset() { value.store(0, ordering: .relaxed) }
    func lines(name: String, labels: String) -> String { line(name, labels, "\(value.load(ordering: .relaxed))") }
}

final class FloatingPointCounterSeries: PrometheusSeries, FloatingPointCounterHandler {
    private let value = Mutex(0.0)
    var type: String { "counter" }

    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func reset() { value.withLock { $0 = 0 } }
    func lines(name: String, labels: String) -> String { line(name, labels, "\(value.withLock { $0 })") }
}

final class MeterSeries: PrometheusSeries, MeterHandler {
    private let value = Mutex(0.0)
    var type: String { "gauge" }

    func set(_ new: Int64) { set(Double(new)) }
    func set(_ new: Double) { value.withLock { $0 = new } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }
    func lines(name: String, labels: String) -> String { line(name, labels, "\(value.withLock { $0 })") }
}

final class HistogramSeries: PrometheusSeries, RecorderHandler, TimerHandler {
    private struct State {
        var counts = [Int](repeating: 0, count: HistogramSeries.bounds.count)
        var count = 0
        var sum = 0.0
    }
    private let state = Mutex(State())
    /// Prometheus's customary bounds for seconds.
    static let bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    var type: String { "histogram" }

    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        state.withLock { state in
            for (index, bound) in Self.bounds.enumerated() where value <= bound { state.counts[index] += 1 }
            state.count += 1
            state.sum += value
        }
    }

    func lines(name: String, labels: String) -> String {
        let state = state.withLock { $0 }
        let prefix = labels.isEmpty ? "" : labels + ","
        var text = ""
        for (bound, count) in zip(Self.bounds, state.counts) {
            text += line("\(name)_bucket", "\(prefix)le=\"\(bound)\"", "\(count)")
        }
        text += line("\(name)_bucket", "\(prefix)le=\"+Inf\"", "\(state.count)")
        text += line("\(name)_sum", labels, "\(state.sum)")
        return text + line("\(name)_count", labels, "\(state.count)")
    }
}
