/// A regular expression, as far as texts that match it can be made without knowing more: no look-around, no references.
struct PatternSample {
    private indirect enum Node {
        case characters([Character])
        case sequence([Node])
        case choice([Node])
        case repetition(Node, least: Int, most: Int)
    }

    private let root: Node

    /// Reads a pattern; nil for one that says more than this understands.
    init?(_ pattern: String) {
        var rest = Array(pattern)[...]
        guard let node = Self.choice(&rest), rest.isEmpty else { return nil }
        root = node
    }

    /// A text that matches; other turns give others where the pattern leaves room.
    func text(_ turn: Int) -> String {
        var state = turn
        return Self.text(of: root, turn, &state)
    }

    /// A letter for each turn.
    static func letter(_ turn: Int) -> Character { alphabet[turn % 26] }

    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
    private static let digits = Array("0123456789")
    private static let capitals = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    private static func text(of node: Node, _ turn: Int, _ state: inout Int) -> String {
        switch node {
        case .characters(let all):
            state += 7
            return String(all[(state - 7) % all.count])
        case .sequence(let nodes):
            var text = ""
            for node in nodes { text += Self.text(of: node, turn, &state) }
            return text
        case .choice(let nodes): return text(of: nodes[turn % nodes.count], turn, &state)
        case .repetition(let node, let least, let most):
            var text = ""
            for _ in 0..<min(most, max(least, 1) + (turn % 2)) { text += Self.text(of: node, turn, &state) }
            return text
        }
    }

    private static func choice(_ rest: inout ArraySlice<Character>) -> Node? {
        var nodes: [Node] = []
        repeat {
            if !nodes.isEmpty { rest.removeFirst() }
            guard let node = sequence(&rest) else { return nil }
            nodes.append(node)
        } while rest.first == "|"
        return nodes.count == 1 ? nodes[0] : .choice(nodes)
    }

    private static func sequence(_ rest: inout ArraySlice<Character>) -> Node? {
        var nodes: [Node] = []
        while let next = rest.first, next != "|", next != ")" {
            if next == "^" || next == "$" {
                rest.removeFirst()
                continue
            }
            guard let atom = atom(&rest), let node = quantified(atom, &rest) else { return nil }
            nodes.append(node)
        }
        return .sequence(nodes)
    }

    private static func quantified(_ atom: Node, _ rest: inout ArraySlice<Character>) -> Node? {
        let bounds: (Int, Int)
        switch rest.first {
        case "*": bounds = (0, .max)
        case "+": bounds = (1, .max)
        case "?": bounds = (0, 1)
        case "{":
            guard let end = rest.firstIndex(of: "}") else { return nil }
            let parts = String(rest[(rest.startIndex + 1)..<end]).split(
                separator: ",", omittingEmptySubsequences: false)
            guard let least = parts.first.flatMap({ Int($0) }), least <= 1_000 else { return nil }
            bounds = (least, parts.count == 1 ? least : Int(parts[1]) ?? .max)
            rest = rest[end...]
        default: return atom
        }
        rest.removeFirst()
        if rest.first == "?" { rest.removeFirst() }
        return .repetition(atom, least: bounds.0, most: bounds.1)
    }

    private static func atom(_ rest: inout ArraySlice<Character>) -> Node? {
        guard let next = rest.popFirst() else { return nil }
        switch next {
        case "(":
            if rest.first == "?" {
                guard rest.dropFirst().first == ":" else { return nil }
                rest.removeFirst(2)
            }
            guard let node = choice(&rest), rest.popFirst() == ")" else { return nil }
            return node
        case "[": return set(&rest).map(Node.characters)
        case ".": return .characters(alphabet)
        case "\\": return rest.popFirst().flatMap(escaped).map(Node.characters)
        case "*", "+", "?": return nil
        default: return .characters([next])
        }
    }

    private static func escaped(_ character: Character) -> [Character]? {
        switch character {
        case "d": digits
        case "w": alphabet + digits
        case "s": [" "]
        case "S", "D": alphabet
        case "W": ["-"]
        case let other where other.isLetter || other.isNumber: nil
        default: [character]
        }
    }

    private static func set(_ rest: inout ArraySlice<Character>) -> [Character]? {
        var members: [Character] = []
        let isNegated = rest.first == "^"
        if isNegated { rest.removeFirst() }
        var isFirst = true
        while let next = rest.popFirst() {
            if next == "]", !isFirst {
                guard isNegated else { return members.isEmpty ? nil : members }
                let others = (alphabet + digits + capitals).filter { !members.contains($0) }
                return others.isEmpty ? nil : others
            }
            isFirst = false
            if next == "[", rest.first == ":" {
                guard let end = rest.firstIndex(of: "]") else { return nil }
                members += named(String(rest[rest.startIndex..<end]))
                rest = rest[(end + 1)...]
            } else if next == "\\", let character = rest.popFirst() {
                guard let all = escaped(character) else { return nil }
                members += all
            } else if rest.first == "-", let last = rest.dropFirst().first, last != "]" {
                rest.removeFirst(2)
                members += range(next, last)
            } else {
                members.append(next)
            }
        }
        return nil
    }

    private static func named(_ name: String) -> [Character] {
        switch name {
        case ":digit:": digits
        case ":upper:": capitals
        case ":space:": [" "]
        default: alphabet
        }
    }

    private static func range(_ first: Character, _ last: Character) -> [Character] {
        guard let low = first.asciiValue, let high = last.asciiValue, low <= high else { return [first, last] }
        return (low...high).map { Character(UnicodeScalar($0)) }
    }
}
