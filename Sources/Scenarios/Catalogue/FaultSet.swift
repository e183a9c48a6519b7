/// The faults that may strike in a scenario.
public enum FaultSet: Hashable, Sendable, ExpressibleByArrayLiteral {
    /// These.
    case only(Set<Fault>)
    /// All that there are, without these.
    case allBut(Set<Fault>)

    /// These.
    public init(arrayLiteral faults: Fault...) { self = .only(Set(faults)) }

    /// Whether a fault may strike.
    public func contains(_ fault: Fault) -> Bool {
        switch self {
        case .only(let faults): faults.contains(fault)
        case .allBut(let faults): !faults.contains(fault)
        }
    }
}
