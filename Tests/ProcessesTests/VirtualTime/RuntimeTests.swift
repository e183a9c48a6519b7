import Foundation
import TestSupport
import Testing

@testable import Processes

/// Languages that are on this machine, each with its own timers: an hour, and a time limit of 45 seconds.
@Suite(.ownTime, .traced) struct RuntimeTests {
    /// A program that sleeps for an hour, has a time limit strike after 45 seconds, and writes the seconds that have passed.
    struct Runtime: CustomTestStringConvertible, Sendable {
        let words: [String]
        var testDescription: String { words[0] }
        var isThere: Bool { CompiledProgram.path(of: words[0]) != nil }
    }

    static let python = """
        import signal, time
        start = time.monotonic()
        time.sleep(3600)
        def strike(*_): raise TimeoutError
        signal.signal(signal.SIGALRM, strike)
        signal.alarm(45)
        try: signal.pause()
        except TimeoutError: print(int(time.monotonic() - start))
        """
    static let node = """
        const start = performance.now();
        setTimeout(() => {
          AbortSignal.timeout(45000).addEventListener("abort", () =>
            console.log(Math.floor((performance.now() - start) / 1000)));
          const held = setInterval(() => {}, 10000);
          setTimeout(() => clearInterval(held), 50000);
        }, 3600000);
        """
    static let ruby = """
        require "timeout"
        start = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        sleep 3600
        begin
          Timeout.timeout(45) { sleep }
        rescue Timeout::Error
          puts (Process.clock_gettime(Process::CLOCK_MONOTONIC) - start).to_i
        end
        """
    static let perl = #"$s = time; sleep 3600; $SIG{ALRM} = sub { print time - $s, "\n"; exit }; alarm 45; sleep 100;"#
    static let php = #"""
        $s = microtime(true); sleep(3600);
        $p = stream_socket_pair(STREAM_PF_UNIX, STREAM_SOCK_STREAM, 0);
        stream_set_timeout($p[0], 45); fread($p[0], 1); echo (int)(microtime(true) - $s), "\n";
        """#
    static let java = """
        import java.util.concurrent.*;
        public class Limit {
            public static void main(String[] words) throws Exception {
                long start = System.nanoTime();
                Thread.sleep(3600_000);
                ExecutorService pool = Executors.newSingleThreadExecutor();
                Future<?> work = pool.submit(() -> { Thread.sleep(100_000); return 1; });
                try { work.get(45, TimeUnit.SECONDS); }
                catch (TimeoutException e) { System.out.println((System.nanoTime() - start) / 1_000_000_000); }
                pool.shutdownNow();
            }
        }
        """

    static let scripts = [
        Runtime(words: ["python3", "-c", python]), Runtime(words: ["node", "-e", node]),
        Runtime(words: ["ruby", "-e", ruby]), Runtime(words: ["perl", "-e", perl]), Runtime(words: ["php", "-r", php]),
    ]

    @Test("An hour and a time limit pass by the program's own clock", arguments: scripts.filter(\.isThere))
    func limits(runtime: Runtime) async throws {
        #expect(try await TimedProgram.run(runtime.words).last == "3645")
    }

    @Test("So they do in Java", .enabled(if: CompiledProgram.path(of: "java") != nil))
    func java() async throws {
        try await withFolder { folder in
            try Self.java.write(toFile: "\(folder)/Limit.java", atomically: true, encoding: .utf8)
            let words = ["java", "\(folder)/Limit.java"]
            #expect(try await TimedProgram.run(words, VirtualTime.quietJava).last == "3645")
        }
    }

    @Test("So they do in Go, which asks no library", .enabled(if: CompiledProgram.path(of: "go") != nil))
    func go() async throws {
        let source = """
            package main
            import ("context"; "fmt"; "time")
            func main() {
                start := time.Now()
                time.Sleep(time.Hour)
                limit, cancel := context.WithTimeout(context.Background(), 45*time.Second)
                defer cancel()
                <-limit.Done()
                fmt.Println(int(time.Since(start).Seconds()))
            }
            """
        try await withFolder { folder in
            try source.write(toFile: "\(folder)/limit.go", atomically: true, encoding: .utf8)
            let compiler = Process()
            compiler.executableURL = URL(fileURLWithPath: try #require(CompiledProgram.path(of: "go")))
            compiler.arguments = ["build", "-o", "\(folder)/limit", "\(folder)/limit.go"]
            compiler.environment = ProcessInfo.processInfo.environment.merging([
                "GOCACHE": "\(folder)/cache", "CGO_ENABLED": "0", "GO111MODULE": "off",
            ]) { $1 }
            try compiler.run()
            compiler.waitUntilExit()
            #expect(try await TimedProgram.run(["\(folder)/limit"]).last == "3645")
        }
    }
}
