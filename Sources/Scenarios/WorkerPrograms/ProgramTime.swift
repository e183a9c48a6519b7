import Glibc
import Processes
import Syncer

/// The time that the programs of a world share with its schedules. It goes on from run to run, since programs are kept, and
/// their clocks never go back.
///
/// One thread uses it.
final class ProgramTime {
    /// What keeps it, and what programs are started with; nil where they run on real time.
    private(set) var virtual: VirtualTime?
    /// Why virtual time cannot be had, though it was asked for; nil if it can, or was not.
    let refusal: Launch.Failure?
    /// What the programs' clocks show at the time 0 of the present run.
    private var origin = Duration.zero
    /// What they show now, and a program begins with.
    private var now: Duration {
        get { virtual?.start ?? .zero }
        set { virtual?.start = newValue }
    }

    init(of command: WorkerCommand) {
        guard command.time == .virtual else {
            (virtual, refusal) = (nil, nil)
            return
        }
        do {
            (virtual, refusal) = (try VirtualTime(), nil)
        } catch {
            (virtual, refusal) = (nil, error)
        }
    }

    /// What programs take for the date at the time 0 of the present run, in nanoseconds since 1970; nil on real time.
    var date: Int64? {
        virtual.map {
            $0.date + origin.components.seconds * 1_000_000_000 + origin.components.attoseconds / 1_000_000_000
        }
    }

    /// What time it is for programs at a time of the run, in seconds since 1970.
    func seconds(at time: Duration) -> Int64 {
        if let date { return date / 1_000_000_000 + time.components.seconds }
        var now = timespec()
        // wall clock: on real time a program compares what it is told with the time of the machine.
        clock_gettime(CLOCK_REALTIME, &now)
        return Int64(now.tv_sec)
    }

    /// Another run begins.
    func begin() { origin = now }

    /// A time of the run as programs' clocks show it.
    func shown(_ time: Duration) -> Duration {
        now = max(now, origin + time)
        return origin + time
    }

    /// A time that a program's clock shows, as a time of the run.
    func time(shown: Duration) -> Duration { shown - origin }
}
