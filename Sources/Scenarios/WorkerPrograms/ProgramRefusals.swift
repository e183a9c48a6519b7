import BrokerWire
import PostgresWire

/// What a program asked for and did not get.
struct ProgramRefusals {
    /// What no report may have.
    let mask: SecretMask
    /// The last, as long as it has asked for nothing that it can have.
    private(set) var last: String?
    private var new: [String] = []
    private var inARow = 0
    private var problem: WireProblem?

    /// More in a row tell of a program that asks for ever what it cannot have.
    private static let most = 20

    init(_ mask: SecretMask) { self.mask = mask }

    /// Whether it seems to ask for nothing else.
    var areEndless: Bool { inARow >= Self.most }

    /// Its consumer has refused a request.
    mutating func add(_ request: RefusedRequest) {
        if request.hasToken { inARow += 1 }
        add("\(request)")
    }

    /// It was told an error on a connection to the database that ended no step.
    mutating func add(_ problem: WireProblem, on connection: ProgramConnection) {
        self.problem = problem
        let what =
            connection.session == nil ? "a connection to the database" : "what connection \(connection.number) sent"
        add("\(what) was answered with \(problem.sqlState) \(problem.message)")
    }

    private mutating func add(_ sentence: String) {
        last = mask.masked(sentence)
        new.append(mask.masked(sentence))
    }

    /// It has asked for something that it can have.
    mutating func end() { (last, inARow) = (nil, 0) }

    /// Those since this was asked last, a sentence each.
    mutating func takeNew() -> [String] {
        defer { new = [] }
        return new
    }

    /// The last error of the server's.
    mutating func takeProblem() -> WireProblem? {
        defer { problem = nil }
        return problem
    }
}
