/// A fault that may strike now, and the choice that makes it.
struct FaultOption {
    var fault: Fault
    var choice: Choice

    init(_ fault: Fault, _ choice: Choice) {
        self.fault = fault
        self.choice = choice
    }
}
