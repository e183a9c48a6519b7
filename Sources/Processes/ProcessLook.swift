internal import Glibc

/// All threads of a process and of its children, at one moment.
public struct ProcessLook: Hashable, Sendable {
    /// The threads, by number.
    public private(set) var threads: [ThreadLook] = []

    /// Looks at a process that this one has started.
    public init(_ pid: Int32) {
        add(pid)
        threads.sort { $0.id < $1.id }
    }

    init(_ threads: [ThreadLook]) { self.threads = threads }

    /// Whether none of them moves by itself any more.
    public var isAsleep: Bool { threads.allSatisfy(\.isAsleep) }

    /// Whether each is stopped, or has ended.
    var isStopped: Bool {
        threads.allSatisfy {
            $0.state != UInt8(ascii: "R") && $0.state != UInt8(ascii: "S") && $0.state != UInt8(ascii: "D")
        }
    }

    /// How long the busiest of its threads has run, or waited for a processor, since an earlier look.
    func busiest(since start: ProcessLook) -> Duration {
        let before = Dictionary(start.threads.map { ($0.id, $0.busy) }) { first, _ in first }
        return threads.map { $0.busy - before[$0.id, default: .zero] }.max() ?? .zero
    }

    private mutating func add(_ pid: Int32) {
        for name in Self.names(in: "/proc/\(pid)/task") {
            let place = "/proc/\(pid)/task/\(name)"
            guard let id = Int32(name), let state = ThreadLook.state(in: Self.text(of: "\(place)/stat")) else {
                continue
            }
            let times = ThreadLook.times(in: Self.text(of: "\(place)/schedstat"))
            let call = String(
                decoding: Self.text(of: "\(place)/syscall").prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
            threads.append(ThreadLook(id: id, state: state, busy: times.busy, turns: times.turns, call: call))
            let children = String(decoding: Self.text(of: "\(place)/children"), as: UTF8.self)
            for child in children.split(separator: " ") { if let child = Int32(child) { add(child) } }
        }
    }

    /// A process and all that it has started and that is still its child, or a child's.
    static func family(of pid: Int32) -> [Int32] {
        let children = names(in: "/proc/\(pid)/task").flatMap { thread in
            String(decoding: text(of: "/proc/\(pid)/task/\(thread)/children"), as: UTF8.self).split(separator: " ")
        }
        return [pid] + children.compactMap { Int32($0) }.flatMap(family)
    }

    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    /// The beginning of a file; empty if it cannot be read.
    static func text(of path: String, limit: Int = 4096) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var text: [UInt8] = []
        // The kernel gives a table a page at a time.
        while text.count < limit {
            let page = [UInt8](unsafeUninitializedCapacity: min(limit - text.count, 64 << 10)) { buffer, count in
                count = max(0, read(file, buffer.baseAddress, buffer.count))
            }
            if page.isEmpty { break }
            text += page
            if limit <= 4096 { break }
        }
        return text
    }
}
