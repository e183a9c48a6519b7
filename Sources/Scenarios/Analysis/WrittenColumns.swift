/// Which columns an insert or update writes, and which part of it fills which.
struct WrittenColumns {
    /// A column; without a name where it could be any.
    struct Column: Hashable {
        var name: String?
    }

    /// The table as it is named, schema and name.
    let table: [String]
    /// The columns that an insert lists; nil where it lists none.
    private(set) var listed: [String]?
    /// The places of names that are only written to.
    private(set) var targets: Set<Int> = []
    private var fillings: [(part: Range<Int>, column: Column)] = []

    /// - Returns: nil for another statement, or one whose form is not plain.
    init?(_ statement: ArraySlice<StatementTokens.Token>) {
        var rest = statement
        let isInsert = rest.skip("insert")
        guard isInsert ? rest.skip("into") : rest.skip("update"), let table = rest.takeName() else { return nil }
        self.table = table
        if isInsert {
            if rest.skip("as") { _ = rest.takeIdentifier() }
            read(insert: rest)
        } else {
            rest.skipAlias(before: "set")
        }
        if let set = rest.firstOutermost(["set"]) { read(assignments: rest[(set + 1)...]) }
    }

    /// The column that the token at a place helps to fill; nil if it does something else.
    func column(at index: Int) -> Column? { fillings.first { $0.part.contains(index) }?.column }

    /// The parts that fill a column, by its name.
    func parts(filling column: String) -> [Range<Int>] { fillings.filter { $0.column.name == column }.map(\.part) }

    private mutating func read(insert tokens: ArraySlice<StatementTokens.Token>) {
        var rest = tokens
        if let names = rest.takeParenthesized() {
            listed = names.compactMap(\.identifier)
            targets.formUnion(names.indices)
        }
        if rest.skip("values") {
            repeat {
                guard let row = rest.takeParenthesized() else { return }
                fill(row)
            } while rest.skip(sign: ",")
        } else if rest.skip("select") {
            fill(rest[..<(rest.firstOutermost(["from", "where", "on", "union", "group", "order"]) ?? rest.endIndex)])
        }
    }

    private mutating func fill(_ values: ArraySlice<StatementTokens.Token>) {
        for (number, value) in values.listed.enumerated() {
            let name = listed.flatMap { $0.indices.contains(number) ? $0[number] : nil }
            fillings.append((value.startIndex..<value.endIndex, Column(name: name)))
        }
    }

    private mutating func read(assignments tokens: ArraySlice<StatementTokens.Token>) {
        let list = tokens[..<(tokens.firstOutermost(["where", "from", "returning"]) ?? tokens.endIndex)]
        for assignment in list.listed {
            guard let name = assignment.first?.identifier, assignment.dropFirst().first == .sign("=") else { continue }
            targets.insert(assignment.startIndex)
            let value = assignment.dropFirst(2)
            // What an insert would have written goes back where it came from.
            if value.count == 3, value.first == .word("excluded"), value.last?.identifier == name {
                targets.formUnion(value.indices)
            }
            fillings.append((value.startIndex..<value.endIndex, Column(name: name)))
        }
    }
}
