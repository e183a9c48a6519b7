public import CoreMetrics
import Synchronization

/// Metrics kept in the process, for a Prometheus server to read.
///
/// Counters and meters are what their names say; recorders and timers become histograms, timers in seconds.
public final class PrometheusRegistry: MetricsFactory {
    private let series = Mutex<[SeriesKey: any PrometheusSeries]>([:])

    /// Creates a registry without metrics.
    public init() {}

    /// Everything in Prometheus's text format 0.0.4, by name.
    public var text: String {
        let sorted = series.withLock { Array($0) }.sorted { $0.key < $1.key }
        var text = ""
        var name = ""
        for (key, series) in sorted {
            if key.name != name { text += "# TYPE \(key.name) \(series.type)\n" }
            name = key.name
            text += series.lines(name: key.name, labels: key.labels)
        }
        return text
    }

    private func get<S: PrometheusSeries>(
        _ label: String, _ dimensions: [(String, String)], _ make: () -> S
    ) -> S {
        let key = SeriesKey(label, dimensions)
        return series.withLock { series in
            if let known = series[key] as? S { return known }
            let new = make()
            series[key] = new
            return new
        }
    }

    private func forget(_ handler: AnyObject) {
        series.withLock { series in
            if let key = series.first(where: { $0.value === handler })?.key { series.removeValue(forKey: key) }
        }
    }

    /// The counter of this name and these dimensions.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        get(label, dimensions) { CounterSeries() }
    }

    /// A counter of fractions.
    public func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler { get(label, dimensions) { FloatingPointCounterSeries() } }

    /// A value that goes up and down.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        get(label, dimensions) { MeterSeries() }
    }

    /// A histogram.
    public func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler { get(label, dimensions) { HistogramSeries() } }

    /// A histogram of seconds.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        get(label, dimensions) { HistogramSeries() }
    }

    /// Forgets a metric.
    public func destroyCounter(_ handler: any CounterHandler) { forget(handler) }
    /// Forgets a metric.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { forget(handler) }
    /// Forgets a metric.
    public func destroyMeter(_ handler: any MeterHandler) { forget(handler) }
    /// Forgets a metric.
    public func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }
    /// Forgets a metric.
    public func destroyTimer(_ handler: any TimerHandler) { forget(handler) }
}

/// A metric's name and its labels as they are written.
private struct SeriesKey: Hashable, Comparable {
    let name: String
    /// Such as `worker="1"`, without braces.
    let labels: String

    init(_ label: String, _ dimensions: [(String, String)]) {
        name = Self.name(label)
        labels = dimensions.map { "\(Self.name($0.0))=\"\(Self.escape($0.1))\"" }.sorted().joined(separator: ",")
    }

    static func < (lhs: SeriesKey, rhs: SeriesKey) -> Bool { (lhs.name, lhs.labels) < (rhs.name, rhs.labels) }

    /// Letters, digits and underscores, and no digit first.
    private static func name(_ text: String) -> String {
        let name = text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }.joined()
        return name.first?.isNumber == true ? "_" + name : name
    }

    private static func escape(_ value: String) -> String {
        value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
