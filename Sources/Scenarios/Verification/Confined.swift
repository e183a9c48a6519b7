/// A value that stays on the thread that made it, passed to tasks that run on that same thread.
struct Confined<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
}
