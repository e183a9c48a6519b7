import Bits

/// A value that stays on the thread that made it, passed to tasks that run on that same thread.
struct Confined<Value>: @unchecked Sendable {
    private let confinement = Confinement()
    private let confined: Value

    init(_ value: Value) { confined = value }

    var value: Value {
        confinement.assertIsolated()
        return confined
    }
}
