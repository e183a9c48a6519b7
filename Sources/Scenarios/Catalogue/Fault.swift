/// What may go wrong, as a choice of the scheduler. Each is defined where it is performed, in `World/Faults`.
public struct Fault: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Its bit in a schedule's draw of the kinds of fault that exist in it: from 0 to 63, and never another fault's, so
    /// that a new fault changes nothing where a scenario does not allow it.
    let swarmBit: Int

    init(_ name: String, swarmBit: Int) {
        self.name = name
        self.swarmBit = swarmBit
    }
}
