internal import CLinux
internal import Glibc

/// A program that runs as a child of this process, in a process group of its own.
///
/// One thread uses it. Whatever it starts and leaves in its group ends with it.
public final class ChildProcess {
    /// How a process ended.
    public enum Ending: Hashable, Sendable, CustomStringConvertible {
        /// By itself, with a status.
        case exited(Int32)
        /// By a signal.
        case killed(Int32)

        /// In words, such as `ended with status 1`.
        public var description: String {
            switch self {
            case .exited(let status): "ended with status \(status)"
            case .killed(let signal): "was ended by signal \(signal)"
            }
        }
    }

    /// Its number, and that of its group.
    public let pid: Int32
    /// How it ended; nil while it lives, as far as ``reap()`` has looked.
    public private(set) var ending: Ending?
    /// Whether it has been stopped.
    public private(set) var isStopped = false
    /// What it writes.
    public let output: OutputTail
    /// Its time; nil where that is real.
    public let clock: ProcessClock?

    /// Has the kernel end the child when the thread that started it ends, whatever ends that.
    private static let setpriv = "/usr/bin/setpriv"

    /// Starts a program. It reads nothing, and what it writes to either stream is kept.
    ///
    /// - Throws: ``Launch/Failure``.
    public init(_ launch: Launch) throws(Launch.Failure) {
        let executable = try launch.executable()
        var words = [executable] + launch.words.dropFirst()
        let pair = try launch.time.map { time throws(Launch.Failure) in
            words = time.words(socket: Self.control) + words
            return try SocketPair()
        }
        if access(Self.setpriv, X_OK) == 0 { words = [Self.setpriv, "--pdeathsig", "KILL", "--"] + words }
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw Self.failure(errno) }
        let result = Self.spawn(words, launch, output: ends[1], control: pair?.child)
        close(ends[1])
        pair?.closeChild()
        guard case .success(let pid) = result else {
            close(ends[0])
            pair?.closeOwn()
            if case .failure(let reason) = result { throw reason }
            throw Self.failure(ECHILD)
        }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        self.pid = pid
        output = OutputTail(descriptor: ends[0])
        clock = pair.map { ProcessClock(descriptor: $0.own) }
        do { try clock?.begin() } catch {
            end()
            throw error
        }
    }

    deinit { end() }

    private static func failure(_ code: Int32) -> Launch.Failure {
        Launch.Failure(description: "it could not be started: \(String(cString: strerror(code)))")
    }

    /// The descriptor by which a program is told the time.
    private static let control: Int32 = 3

    private static func spawn(
        _ words: [String], _ launch: Launch, output: Int32, control: Int32?
    ) -> Result<Int32, Launch.Failure> {
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        // What this process was given by another, or a library has left open, is none of the program's: glibc 2.34.
        if let control { posix_spawn_file_actions_adddup2(&actions, control, Self.control) }
        posix_spawn_file_actions_addclosefrom_np(&actions, control == nil ? Self.control : Self.control + 1)
        posix_spawn_file_actions_addchdir_np(&actions, launch.folder)
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = Int32(POSIX_SPAWN_SETPGROUP) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
        posix_spawnattr_setflags(&attributes, Int16(flags))
        let variables = launch.environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        var pid: pid_t = 0
        let code = withCStrings(words) { arguments in
            withCStrings(variables) { environment in
                posix_spawn(&pid, words[0], &actions, &attributes, arguments, environment)
            }
        }
        return code == 0 ? .success(pid) : .failure(failure(code))
    }

    private static func withCStrings<R>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
    ) -> R {
        var pointers = strings.map { strdup($0) }
        defer { for pointer in pointers { free(pointer) } }
        pointers.append(nil)
        return pointers.withUnsafeMutableBufferPointer { buffer in
            // Never empty: it holds the final NULL at least.
            body(buffer.baseAddress!)
        }
    }

    // MARK: Signals

    /// Keeps the whole group from running, and returns once none of its threads runs.
    public func stop() {
        guard ending == nil else { return }
        isStopped = true
        signal(SIGSTOP)
        // Soon, unless it is in a call that a disk holds up.
        var looks = 0
        while looks < 40_000, !ProcessLook(clock?.program ?? pid).isStopped {
            looks += 1
            usleep(100)
        }
    }

    /// Lets the group run again.
    public func resume() {
        isStopped = false
        if ending == nil { signal(SIGCONT) }
    }

    /// Sends a signal to the whole group. What keeps the program's time is in another, and goes on.
    private func signal(_ number: Int32) {
        if let clock { clock.send(signal: number) } else { kill(-pid, number) }
    }

    /// Asks it to end: SIGTERM, to the process alone, as containers are stopped.
    public func terminate() {
        if !reap() { kill(pid, SIGTERM) }
    }

    /// Whether it has ended; takes note of how.
    @discardableResult
    public func reap() -> Bool {
        guard ending == nil else { return true }
        var status: Int32 = 0
        guard waitpid(pid, &status, WNOHANG) == pid else { return false }
        note(status)
        return true
    }

    /// Kills it and all of its group, at once.
    public func end() {
        // Once it has been waited for, its number may be another's.
        guard ending == nil else { return }
        kill(-pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        note(status)
    }

    private func note(_ status: Int32) {
        let signal = status & 0x7f
        ending = signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal)
        // What it has left in its group goes too.
        kill(-pid, SIGKILL)
    }
}
