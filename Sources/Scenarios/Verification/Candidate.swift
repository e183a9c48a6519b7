import FakeSequin

/// A schedule with what happens upstream in it: what shrinking tries out.
struct Candidate {
    var changes: [Change]
    var schedule: [Choice]
}
