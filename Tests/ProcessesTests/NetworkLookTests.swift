import TestSupport
import Testing

@testable import Processes

@Suite(.ownTime) struct NetworkLookTests {
    private static let head =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"

    private func line(_ local: String, _ remote: String, state: String = "01", inode: Int = 7) -> String {
        "   0: \(local) \(remote) \(state) 00000000:00000000 00:00000000 00000000  1000        0 \(inode) 1 0000\n"
    }

    private func destinations(_ lines: String...) -> [String] {
        NetworkLook(Self.head + lines.joined(), sockets: ["7", "8"]).destinations(besides: [5432])
    }

    @Test("What leads to a port that was given, or to the process itself, is no business of a look's")
    func own() {
        #expect(destinations(line("0100007F:8000", "0100007F:1538")) == [])
        let pair = [line("0100007F:8000", "0100007F:9000"), line("0100007F:9000", "0100007F:8000", inode: 8)]
        #expect(destinations(pair[0], pair[1]) == [])
        #expect(destinations(line("00000000:8000", "00000000:0000", state: "0A")) == [])
        #expect(destinations(line("0100007F:8000", "0100007F:9000", inode: 9)) == [])
    }

    @Test("Who is served on a port that is listened on is no destination")
    func served() {
        let lines = line("00000000:8000", "00000000:0000", state: "0A") + line("0100007F:8000", "0100007F:9000")
        let look = NetworkLook(Self.head + lines, sockets: ["7"])
        #expect(look.listens(on: 0x8000) && !look.listens(on: 0x9000))
        #expect(!NetworkLook(Self.head + lines, sockets: ["8"]).listens(on: 0x8000))
        #expect(look.destinations(besides: [], servedOn: 0x8000) == [])
        #expect(look.destinations(besides: []) == ["127.0.0.1:36864"])
    }

    @Test("All else is told as people write it")
    func others() {
        let one = line("0100007F:8000", "0100007F:9000")
        #expect(destinations(one) == ["127.0.0.1:36864"])
        #expect(destinations(one, one) == ["127.0.0.1:36864"], "the kernel may list one twice")
        #expect(destinations(line("020200C0:8000", "030200C0:1538", state: "02")) == ["192.0.2.3:5432"])
        let mapped = "0000000000000000FFFF0000030200C0"
        #expect(destinations(line("\(mapped):8000", "\(mapped):0050")) == ["192.0.2.3:80"])
        let sixth = "B80D0120000000000000000001000000"
        #expect(
            destinations(line("\(sixth):8000", "\(sixth):0050")) == ["[2001:0db8:0000:0000:0000:0000:0000:0001]:80"])
    }

    @Test("A process's own connections are found")
    func live() async throws {
        try await onLoop { loop in
            let (given, other) = (try LoopbackListener(), try LoopbackListener())
            let script = """
                import os, socket, time
                ends = [socket.create_connection(('127.0.0.1', int(port))) for port in os.environ['PORTS'].split()]
                time.sleep(600)
                """
            let process = try ChildProcess(
                Launch(
                    words: ["python3", "-c", script], folder: "/",
                    environment: [
                        "PATH": "/usr/local/bin:/usr/bin:/bin", "PORTS": "\(given.port) \(other.port)",
                    ]))
            defer { process.end() }
            let watch = DescriptorWatch(on: loop)
            watch.add(other.descriptor)
            var socket: LoopbackSocket?
            while socket == nil {
                await watch.wait(.milliseconds(10))
                socket = other.accept()
            }
            #expect(NetworkLook(process.pid).destinations(besides: [given.port]) == ["127.0.0.1:\(other.port)"])
            #expect(NetworkLook(process.pid).destinations(besides: [given.port, other.port]) == [])
        }
    }
}
