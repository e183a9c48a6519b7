import TestSupport
import Testing

@testable import Processes

@Suite(.ownTime) struct ThreadLookTests {
    @Test(
        "The state stands behind a name that may hold anything",
        arguments: [
            ("17 (python3) S 1 17", "S"), ("17 (a) R (b) T 1", "T"), ("17 ()) R 1", "R"),
        ])
    func state(text: String, state: String) {
        #expect(ThreadLook.state(in: Array(text.utf8)) == state.utf8.first)
    }

    @Test("A text that is cut off tells no state", arguments: ["", "17 (python3", "17 (python3)", "17 (python3) "])
    func cutOff(text: String) { #expect(ThreadLook.state(in: Array(text.utf8)) == nil) }

    @Test(
        "It is busy while it runs and while it waits for a processor; turns are the third number, and 0 where there is none"
    )
    func times() {
        let times = ThreadLook.times(in: Array("5034213 120311 42\n".utf8))
        #expect(times == (.nanoseconds(5_154_524), 42))
        #expect(ThreadLook.times(in: []) == (.zero, 0))
    }

    @Test(
        "Asleep is what neither runs nor is about to",
        arguments: [
            ("S", "202 0x1", true), ("S", "running", false), ("R", "running", false), ("D", "0", false),
            ("Z", "", true),
            ("T", "", true),
        ])
    func asleep(state: String, call: String, isAsleep: Bool) {
        let look = ThreadLook(id: 1, state: state.utf8.first ?? 0, busy: .zero, turns: 0, call: call)
        #expect(look.isAsleep == isAsleep)
    }

    #if arch(x86_64)
    @Test("A sleeping thread's call is told by its name")
    func told() {
        let sleeps = ThreadLook(id: 7, state: UInt8(ascii: "S"), busy: .zero, turns: 0, call: "230 0x0 0x0")
        #expect(sleeps.told == "thread 7 sleeps in clock_nanosleep")
        let runs = ThreadLook(id: 7, state: UInt8(ascii: "R"), busy: .zero, turns: 0, call: "running")
        #expect(runs.told == "thread 7 runs")
    }
    #endif
}
