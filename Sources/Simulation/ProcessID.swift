/// Names one run of a process: a process that crashes and is replaced gets a new one.
package struct ProcessID: Hashable, Sendable, Comparable {
    /// Its number, in order of start.
    package var number: Int

    /// Wraps a number.
    package init(_ number: Int) { self.number = number }

    /// Orders by start.
    package static func < (a: ProcessID, b: ProcessID) -> Bool { a.number < b.number }
}
