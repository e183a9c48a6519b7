import Bits

/// A script, and the variables that it starts with.
struct GeneratedScript {
    var text: String
    var variables: [(name: String, value: String)]
}

/// Writes random scripts of the psql subset. One seed and number is one script.
///
/// Most are sound; some are then damaged by a character, as by a slip of the hand.
struct ScriptGenerator {
    var random: SplitMix64
    private(set) var variables: [(name: String, value: String)] = []
    /// The names that a `\gset` of this script may have set.
    var assigned: [String] = []
    var depth = 0
    var isInTransaction = false

    /// The table that scripts write what they see to, and one to upsert into.
    static let schema = """
        create table seen (n int generated always as identity, s text);
        create table kept (id text primary key, version bigint, note varchar(40));
        """

    static func script(seed: UInt64, number: Int) -> GeneratedScript {
        var generator = ScriptGenerator(random: SplitMix64(seed: seed, stream: UInt64(number)))
        return generator.script()
    }

    private init(random: SplitMix64) { self.random = random }

    private mutating func script() -> GeneratedScript {
        variables = Self.names.map { name, values in (name, pick(values)) }.filter { _ in !random.oneIn(40) }
        var text = random.oneIn(20) ? "\u{FEFF}" : ""
        for _ in 0...random.below(5) { text += block() }
        for name in Set(assigned).sorted() {
            text += "\\if :{?\(name)}\ninsert into seen (s) values (:'\(name)');\n\\endif\n"
        }
        if random.oneIn(5) { text = damaged(text) }
        return GeneratedScript(text: text, variables: variables)
    }

    // MARK: Chance

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[random.below(choices.count)] }

    /// White space, now and then with a comment in it.
    mutating func space() -> String {
        switch random.below(14) {
        case 0: "\n"
        case 1: "\t "
        case 2: " \r\n"
        case 3: " -- it's :'nothing; \"$$\n"
        case 4: " /* it's :'nothing' ; /* \" */ $a$ \\if */ "
        case 5: "\u{C}"
        default: " "
        }
    }

    /// Tokens with white space between them.
    mutating func joined(_ tokens: [String]) -> String {
        var text = ""
        for (index, token) in tokens.enumerated() { text += (index > 0 ? space() : "") + token }
        return text
    }

    private mutating func damaged(_ text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        for _ in 0...random.below(2) where !scalars.isEmpty {
            let position = random.below(scalars.count)
            switch random.below(3) {
            case 0: scalars.remove(at: position)
            case 1: scalars.insert(scalars[random.below(scalars.count)], at: position)
            default: scalars.insert(pick(Self.damage), at: position)
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    private static let damage = Array("'\"$\\:;()-/*\n\r\t eE1_{}?[]@é\u{301}".unicodeScalars)
}
