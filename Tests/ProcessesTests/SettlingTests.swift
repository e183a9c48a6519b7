import Foundation
import Postgres
import TestSupport
import Testing

@testable import Processes

@Suite(.ownTime) struct SettlingTests {
    /// A program in Python that connects to the port in `PORT`.
    private func start(_ script: String, _ listener: LoopbackListener) throws -> ChildProcess {
        let head =
            "import os, socket, threading, time\ns = socket.create_connection(('127.0.0.1', int(os.environ['PORT'])))\n"
        return try ChildProcess(
            Launch(
                words: ["python3", "-c", head + script], folder: "/",
                environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "PORT": "\(listener.port)"]))
    }

    /// Lets a program come to rest that says something over its connection, and returns all that it has said.
    private func said(_ script: String, limit: Duration = .seconds(20)) async throws -> String {
        try await onLoop { loop in
            let listener = try LoopbackListener()
            let process = try start(script, listener)
            defer { process.end() }
            let watch = DescriptorWatch(on: loop)
            watch.add(listener.descriptor)
            var socket: LoopbackSocket?
            var text = ""
            try await Settling(process, watch: watch, limit: limit).run(asks: { !text.isEmpty }) {
                if socket == nil, let accepted = listener.accept() {
                    watch.add(accepted.descriptor)
                    socket = accepted
                    return true
                }
                guard case .bytes(let bytes)? = socket?.read() else { return false }
                text += String(decoding: bytes, as: UTF8.self)
                return true
            }
            return text
        }
    }

    @Test("A program has come to rest once all its threads have said what they had to say, and not at the first word")
    func threads() async throws {
        let script = """
            def work(name):
                sum(range(300000))
                s.sendall(name)
                s.recv(1)
            for name in (b'a', b'b', b'c', b'd'): threading.Thread(target=work, args=(name,)).start()
            """
        for _ in 0..<5 { #expect(try await said(script).sorted() == ["a", "b", "c", "d"]) }
    }

    @Test("A program that asks for nothing is waited for, though it sleeps")
    func sleeps() async throws {
        #expect(try await said("time.sleep(0.3)\ns.sendall(b'late')\ns.recv(1)") == "late")
    }

    @Test("A program that neither asks nor ends is told of with what its threads do")
    func restless() async throws {
        try await onLoop { loop in
            let listener = try LoopbackListener()
            let process = try start("time.sleep(600)", listener)
            defer { process.end() }
            let watch = DescriptorWatch(on: loop)
            watch.add(listener.descriptor)
            var socket: LoopbackSocket?
            // It has been started, and sleeps.
            try await Settling(process, watch: watch, limit: .seconds(60)).run(asks: { socket != nil }) {
                guard socket == nil, let accepted = listener.accept() else { return false }
                socket = accepted
                return true
            }
            let error = await #expect(throws: Settling.Restless.self) {
                try await Settling(process, watch: watch, limit: .milliseconds(20)).run(asks: { false }) { false }
            }
            #expect(error?.threads.count == 1)
            #expect(error?.threads.first?.contains("sleeps") == true)
        }
    }

    @Test("What it takes to serve a program is no time of its own")
    func served() async throws {
        try await onLoop { loop in
            let process = try ChildProcess(Launch(words: ["/bin/sleep", "600"], folder: "/", environment: [:]))
            defer { process.end() }
            let watch = DescriptorWatch(on: loop)
            var isServed = false
            try await Settling(process, watch: watch, limit: .milliseconds(300)).run(asks: { isServed }) {
                if isServed { return false }
                usleep(600_000)
                isServed = true
                return true
            }
        }
    }

    @Test("A program that has ended has come to rest")
    func ends() async throws { #expect(try await said("s.sendall(b'bye')") == "bye") }
}
