/// Where a version was applied: by which worker, at which step.
struct Application: Hashable, Sendable {
    var version: Int64
    var worker: Int
    var step: Int
}
