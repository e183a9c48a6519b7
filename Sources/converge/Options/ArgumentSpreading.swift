import Scenarios

/// Lets options that can be repeated take several names at once: `--scenario a b` is `--scenario a --scenario b`.
enum ArgumentSpreading {
    static func apply(to arguments: [String]) -> [String] {
        let lists = ["--scenario": Catalogue.scenarios.map(\.name), "--strategy": BuiltInStrategies.names()]
        var spread: [String] = []
        var current: (option: String, known: [String])?
        var takesValue = false
        for argument in arguments {
            if takesValue {
                takesValue = false
            } else if let known = lists[argument] {
                current = (argument, known)
                takesValue = true
            } else if let list = current, list.known.contains(argument) {
                spread.append(list.option)
            } else {
                current = nil
            }
            spread.append(argument)
        }
        return spread
    }
}
