import FakeSequin
import Metrics
import MetricsHTTP
import Sequin
import Subprocess
import SyncerService
import SystemPackage
import TestSupport
import Testing

@Suite struct MetricsTests {
    @Test func `the text is Prometheus's, sorted and escaped`() {
        let registry = PrometheusRegistry()
        Counter(label: "b.total", dimensions: [("z", "1"), ("a", "say \"hi\"\n\\")], factory: registry).increment(by: 3)
        Counter(label: "b.total", dimensions: [("z", "1"), ("a", "say \"hi\"\n\\")], factory: registry).increment()
        Meter(label: "a-gauge", factory: registry).set(1.5)
        #expect(
            registry.text == """
                # TYPE a_gauge gauge
                a_gauge 1.5
                # TYPE b_total counter
                b_total{a="say \\"hi\\"\\n\\\\",z="1"} 4

                """)
    }

    @Test func `a timer is a histogram of seconds`() {
        let registry = PrometheusRegistry()
        let timer = Timer(label: "t_seconds", factory: registry)
        timer.recordMilliseconds(2)
        timer.recordSeconds(60)
        let lines = registry.text.split(separator: "\n")
        #expect(lines.first == "# TYPE t_seconds histogram")
        #expect(lines.contains("t_seconds_bucket{le=\"0.001\"} 0"))
        #expect(lines.contains("t_seconds_bucket{le=\"0.0025\"} 1"))
        #expect(lines.contains("t_seconds_bucket{le=\"+Inf\"} 2"))
        #expect(lines.suffix(2) == ["t_seconds_sum 60.002", "t_seconds_count 2"])
    }

    @Test(.enabled("python3 has prometheus_client") { await python(with: "prometheus_client") != nil })
    func `Prometheus's own parser reads the text`() async throws {
        let registry = PrometheusRegistry()
        Counter(label: "c.total", dimensions: [("a", "say \"hi\"\n\\")], factory: registry).increment(by: 3)
        Meter(label: "g", factory: registry).set(-1.5)
        let timer = Timer(label: "t_seconds", dimensions: [("worker", "1")], factory: registry)
        timer.recordMilliseconds(2)
        timer.recordSeconds(60)
        let program = """
            import sys
            from prometheus_client.parser import text_string_to_metric_families as parse
            for family in parse(sys.stdin.read()):
                print(family.type, family.name, sorted(family.samples[-1].labels.items()), float(family.samples[-1].value))
            """
        let result = try await Subprocess.run(
            .path(.init("/usr/bin/env")),
            arguments: [try #require(await python(with: "prometheus_client")), "-c", program],
            input: .string(registry.text), output: .string(limit: 10_000), error: .combinedWithOutput)
        #expect(
            result.standardOutput == #"""
                counter c [('a', 'say "hi"\n\\')] 3.0
                gauge g [] -1.5
                histogram t_seconds [('worker', '1')] 2.0

                """#)
    }

    @Test func `a syncer counts what it does, and serves it`() async throws {
        try await withCluster { cluster async throws in
            try await cluster.makeDatabase("d", for: strategyFolder("guarded-null-safe"))
            let (versions, _) = try versions(of: [.create(0), .create(1), .create(2)])
            let fake = FakeSequin(waitFor: .milliseconds(20))
            await fake.publish(versions)
            let registry = PrometheusRegistry()
            let settings = SyncerSettings(
                strategy: try strategyFolder("guarded-null-safe"), databaseURL: cluster.url("d"),
                workers: 1)
            try await withSyncer(settings, fake, registry: registry) { try await drain(fake) }
            let (ports, port) = AsyncStream<Int>.makeStream()
            let server = MetricsServer(registry, port: 0, logger: quiet) { port.yield($0) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await server.run() }
                for await port in ports {
                    let request = "GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                    let answer = try await RawHTTP.exchange(request, port: port)
                    #expect(answer.status == 200)
                    #expect(answer.head.contains("text/plain; version=0.0.4"))
                    for name in ["received", "applied"] {
                        #expect(answer.body.contains("\nsyncer_deliveries_\(name)_total{worker=\"1\"} 3\n"))
                    }
                    break
                }
                group.cancelAll()
            }
        }
    }
}
