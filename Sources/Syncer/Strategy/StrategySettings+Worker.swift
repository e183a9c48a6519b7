import OrderedCollections

extension StrategySettings {
    /// What `worker`, `env`, `bookkeeping`, `time` and `broker` say of a program.
    struct WorkerSettings {
        var command: SettingsNode?
        var words: [String] = []
        var environment: OrderedDictionary<String, String> = [:]
        var bookkeeping: [String] = []
        var time = WorkerTime.real
        var broker = WorkerBroker.sequin
        /// One of the others, which mean nothing without a program.
        var besides: SettingsNode?
    }

    mutating func readWorker(_ key: String, _ value: SettingsNode) throws(StrategyError) {
        switch key {
        case "worker":
            worker.command = value
            worker.words = try Self.words(value)
        case "env":
            worker.besides = worker.besides ?? value
            for (name, text) in try value.members("write 'NAME: value'") {
                guard !name.isEmpty, !name.contains("="), !name.contains("\0") else {
                    throw text.keyError("'\(name)' cannot be a variable's name", remedy: "use letters, digits and _")
                }
                let value = try text.text("give '\(name)' a value, such as \"{database_url}\"")
                if let (wrong, meant) = Self.misspelt(in: value) {
                    throw text.error("'{\(wrong)}' stands for nothing", remedy: "did you mean '{\(meant)}'?")
                }
                worker.environment[name] = value
            }
        case "time":
            worker.besides = worker.besides ?? value
            worker.time = try value.choice(of: WorkerTime.self)
        case "broker":
            worker.besides = worker.besides ?? value
            worker.broker = try value.choice(of: WorkerBroker.self)
        default:
            worker.besides = worker.besides ?? value
            for element in try value.elements("write how statements begin, such as [\"select name from jobs\"]") {
                worker.bookkeeping.append(try element.text("write how a statement begins"))
            }
        }
    }

    /// A word in braces that is nearly one of those that stand for something. Others may be the program's own.
    private static func misspelt(in value: String) -> (wrong: String, meant: String)? {
        let addresses = ["database_url", "broker_url", "queue_url"]
        for part in value.split(separator: "{").dropFirst(value.hasPrefix("{") ? 0 : 1) {
            guard let end = part.firstIndex(of: "}") else { continue }
            let word = String(part[..<end])
            if !addresses.contains(word), let meant = Suggestion.nearest(to: word, among: addresses) {
                return (word, meant)
            }
        }
        return nil
    }

    private static func words(_ value: SettingsNode) throws(StrategyError) -> [String] {
        let remedy = "write a line such as 'python3 worker.py', or a list of words"
        guard value.isSequence else {
            guard let words = WorkerCommand.words(of: try value.text(remedy)) else {
                throw value.error("a quote is not closed in 'worker'", remedy: remedy)
            }
            guard !words.isEmpty else { throw value.error("'worker' names no program", remedy: remedy) }
            return words
        }
        var words: [String] = []
        for element in try value.elements(remedy) { words.append(try element.text(remedy)) }
        guard !words.isEmpty else { throw value.error("'worker' names no program", remedy: remedy) }
        return words
    }

    /// The program that is the worker; nil where scripts are.
    ///
    /// - Parameter script: The name of a script of the folder, which would never run beside a program.
    /// - Throws: ``StrategyError`` for what a program and a setting make impossible together.
    func workerCommand(besides script: String?) throws(StrategyError) -> WorkerCommand? {
        guard let node = worker.command else {
            if let besides = worker.besides {
                throw besides.keyError(
                    "'\(besides.path)' is for a program, and there is none",
                    remedy: "name it: 'worker: python3 worker.py'")
            }
            return nil
        }
        if let script {
            throw node.keyError(
                "with 'worker' the folder's \(script) would never run", remedy: "move it to a folder of its own")
        }
        let policy: [(String, Bool)] = [
            ("ack", ack != nil), ("on_error", onError != nil), ("retry", retry != nil), ("deadline", deadline != nil),
            ("batch_failure", batchFailure != nil),
        ]
        if let (key, _) = policy.first(where: \.1) {
            throw node.keyError(
                "'\(key)' is about converge's own worker, and with 'worker' there is a program in its place",
                remedy: "leave '\(key)' out: the program does as it does")
        }
        return WorkerCommand(
            words: worker.words, environment: worker.environment, bookkeeping: worker.bookkeeping,
            time: worker.time, broker: worker.broker)
    }
}
