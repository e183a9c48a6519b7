import TestSupport
import Testing

@testable import Scenarios

/// What is made of what a session and the lock table say: every wait that was once taken for none, and every notice that
/// was once taken for a wait, without a server.
@Suite(.ownTime) struct WaitTrackerTests {
    private static let waits: [WaitTracker.Wait] = [.forLock, .atPausePoint]

    /// A session whose statement is at the server.
    private var speaking: WaitTracker { tracker(isSilent: false, after: .sent) }

    /// The same of a session that cannot be made to say that it waits.
    private var silent: WaitTracker { tracker(isSilent: true, after: .sent) }

    /// A session that was found to wait in the lock table, since it had not said so, and was let go on.
    private var wokenUnheard: WaitTracker {
        var tracker = speaking
        tracker.hearNothing(times: WaitTracker.patience)
        tracker.hear(.lockTable(.atPausePoint), .resumed)
        return tracker
    }

    private func tracker(isSilent: Bool, after events: WaitTracker.Event...) -> WaitTracker {
        var tracker = WaitTracker(isSilent: isSilent)
        for event in events { tracker.hear(event) }
        return tracker
    }

    // MARK: A session that says what it does

    @Test("A session is idle, runs, waits, runs on and is idle again, as it says", arguments: waits)
    func inOrder(wait: WaitTracker.Wait) {
        var tracker = WaitTracker(isSilent: false)
        #expect(tracker.state == .idle)
        #expect(tracker.handle(.sent) == .listen)
        #expect(tracker.state == .running)
        #expect(tracker.handle(.stillWaiting(wait)) == .hold(wait, isTold: true))
        #expect(tracker.state == .waiting(wait))
        #expect(tracker.handle(.resumed) == .listen)
        #expect(tracker.state == .running)
        #expect(tracker.handle(.acquired) == .listen)
        #expect(tracker.state == .running)
        #expect(tracker.handle(.finished) == .rest)
        #expect(tracker.state == .idle)
    }

    @Test("A session that a signal disturbs says once more that it waits, and waits no more than once")
    func disturbed() {
        var tracker = speaking
        tracker.hear(.stillWaiting(.forLock), .resumed)
        for _ in 0..<2 { #expect(tracker.handle(.stillWaiting(.forLock)) == .listen) }
        #expect(tracker.state == .running)
    }

    @Test("Once it has what it waited for, the next notice is about the next wait")
    func secondWait() {
        var tracker = speaking
        tracker.hear(.stillWaiting(.atPausePoint), .resumed, .acquired)
        #expect(tracker.handle(.stillWaiting(.forLock)) == .hold(.forLock, isTold: true))
        #expect(tracker.state == .waiting(.forLock))
    }

    @Test("What one statement said, and how long it said nothing, is forgotten when the next is sent")
    func nextStatement() {
        var tracker = speaking
        tracker.hear(.stillWaiting(.forLock), .resumed, .finished, .sent)
        #expect(tracker.handle(.stillWaiting(.forLock)) == .hold(.forLock, isTold: true))

        tracker = speaking
        tracker.hearNothing(times: WaitTracker.patience - 1)
        tracker.hear(.finished, .sent)
        #expect(tracker.handle(.silence) == .listen)
    }

    // MARK: A session that says nothing

    @Test("The lock table is asked after 40 silences, and not after 39")
    func patience() {
        var tracker = speaking
        for _ in 1...39 { #expect(tracker.handle(.silence) == .listen) }
        #expect(tracker.handle(.silence) == .askLockTable)
        #expect(tracker.state == .running, "that it was asked is no answer")
    }

    @Test("A session that cannot speak is looked up at its first silence")
    func silentFromTheStart() {
        var tracker = silent
        #expect(tracker.handle(.silence) == .askLockTable)
        #expect(tracker.handle(.lockTable(.forLock)) == .hold(.forLock, isTold: false))
        #expect(tracker.state == .waiting(.forLock))
    }

    @Test("A session of which the lock table knows nothing runs, however long, and is looked up again")
    func longStatement() {
        var tracker = speaking
        tracker.hearNothing(times: WaitTracker.patience)
        #expect(tracker.handle(.lockTable(nil)) == .listen)
        #expect(tracker.state == .running)
        #expect(tracker.handle(.silence) == .askLockTable)
        #expect(tracker.handle(.lockTable(.forLock)) == .hold(.forLock, isTold: false))
    }

    @Test("A session that only took long is not silent: what it says is believed, and its next statement is waited for")
    func longIsNotSilent() {
        var tracker = speaking
        tracker.hearNothing(times: WaitTracker.patience)
        tracker.hear(.lockTable(nil))
        #expect(tracker.handle(.stillWaiting(.forLock)) == .hold(.forLock, isTold: true))

        tracker = speaking
        tracker.hearNothing(times: WaitTracker.patience)
        tracker.hear(.lockTable(nil), .finished, .sent)
        #expect(tracker.handle(.silence) == .listen)
    }

    @Test("A session that waited and did not say so is silent from then on, for later statements too")
    func foundSilent() {
        var tracker = wokenUnheard
        #expect(tracker.handle(.silence) == .askLockTable)
        tracker.hear(.lockTable(nil), .finished, .sent)
        #expect(tracker.handle(.silence) == .askLockTable)
    }

    @Test("A silent session that speaks is believed, and is silent no more")
    func speaksAgain() {
        var tracker = silent
        #expect(tracker.handle(.stillWaiting(.forLock)) == .hold(.forLock, isTold: true))
        tracker.hear(.resumed)
        #expect(tracker.handle(.silence) == .listen)
        tracker.hear(.finished, .sent)
        #expect(tracker.handle(.silence) == .listen)
    }

    @Test("Its patience begins anew once it goes on")
    func resumedPatience() {
        var tracker = speaking
        tracker.hearNothing(times: 20)
        tracker.hear(.stillWaiting(.forLock), .resumed)
        for _ in 1...39 { #expect(tracker.handle(.silence) == .listen) }
        #expect(tracker.handle(.silence) == .askLockTable)
    }

    // MARK: A notice that comes late

    @Test("A notice that comes when its wait is over is no wait: the lock table is asked", arguments: waits)
    func late(wait: WaitTracker.Wait) {
        var tracker = wokenUnheard
        #expect(tracker.handle(.stillWaiting(wait)) == .askLockTable)
        #expect(tracker.state == .running)
        #expect(tracker.handle(.lockTable(nil)) == .listen)
        #expect(tracker.handle(.acquired) == .listen)
        #expect(tracker.state == .running)
        #expect(tracker.handle(.finished) == .rest)
    }

    @Test("If the session does wait again, what the lock table says counts, and not the notice")
    func lateAndWaiting() {
        var tracker = wokenUnheard
        #expect(tracker.handle(.stillWaiting(.atPausePoint)) == .askLockTable)
        #expect(tracker.handle(.lockTable(.forLock)) == .hold(.forLock, isTold: false))
        #expect(tracker.state == .waiting(.forLock))
    }

    @Test("Each notice is doubted until the statement ends: which wait it is about cannot be told")
    func doubtedToTheEnd() {
        var tracker = wokenUnheard
        for _ in 0..<2 {
            #expect(tracker.handle(.stillWaiting(.forLock)) == .askLockTable)
            tracker.hear(.lockTable(.forLock), .resumed)
        }
        #expect(tracker.handle(.acquired) == .listen)
        #expect(tracker.handle(.stillWaiting(.forLock)) == .askLockTable)
        tracker.hear(.lockTable(nil), .finished, .sent)
        #expect(tracker.handle(.stillWaiting(.forLock)) == .hold(.forLock, isTold: true))
    }

    @Test("To go on, and to wait unheard again, does not pay the notice that is owed")
    func stillOwed() {
        var tracker = wokenUnheard
        tracker.hear(.silence)
        #expect(tracker.handle(.lockTable(.forLock)) == .hold(.forLock, isTold: false))
        tracker.hear(.resumed)
        #expect(tracker.handle(.stillWaiting(.forLock)) == .askLockTable)
    }

    @Test("A session that speaks late is not silent, whatever the lock table answers", arguments: [nil] + waits)
    func lateButNotSilent(answer: WaitTracker.Wait?) {
        var tracker = wokenUnheard
        tracker.hear(.stillWaiting(.forLock), .lockTable(answer), .resumed)
        #expect(tracker.handle(.silence) == .listen)
    }
}

extension WaitTracker {
    /// Takes events whose actions are another test's.
    fileprivate mutating func hear(_ events: Event...) { for event in events { _ = handle(event) } }

    fileprivate mutating func hearNothing(times: Int) { for _ in 0..<times { _ = handle(.silence) } }
}
