/// A deadlock on a server where the deadlock check cannot be made to come at once: which session it ends is chance.
struct ChanceOfDeadlock: Error, CustomStringConvertible {
    var description: String {
        "a deadlock happened, and which session loses it is chance for a role that may not set deadlock_timeout: connect "
            + "as a superuser, or leave --database-url out"
    }
}
