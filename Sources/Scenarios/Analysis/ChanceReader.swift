import OrderedCollections
import Syncer

/// Finds what runs on real time or real chance in statements, expressions and the bodies of functions.
struct ChanceReader {
    /// Something that does, and where its name stands among the tokens.
    struct Use: Hashable {
        let index: Int
        /// How it is named in a sentence.
        let words: String
    }

    /// Functions of the schema whose result or whose doing is up to chance, and what they use.
    var functions: OrderedDictionary<String, String> = [:]
    /// Variables that hold a result of chance, and of what.
    var variables: [String: String] = [:]

    /// All uses in tokens that are part of a statement.
    func uses(in tokens: ArraySlice<StatementTokens.Token>) -> [Use] {
        tokens.indices.compactMap { index in
            let next = tokens[tokens.index(after: index)...].first
            let isCall = next == .open
            switch tokens[index] {
            case .word(let word) where RealTimeWatch.words.contains(word): return Use(index: index, words: word)
            case .word(let word) where isCall && RealTimeWatch.functions.contains(word):
                return Use(index: index, words: "\(word)()")
            case .word(let name), .name(let name):
                if isCall { return functions[name].map { Use(index: index, words: "\(name)(), which uses \($0)") } }
                let isMember = index > tokens.startIndex && tokens[index - 1] == .sign(".")
                return isMember ? nil : variables[name].map { Use(index: index, words: $0) }
            default: return nil
            }
        }
    }

    /// The first use in a text; nil also where it cannot be read.
    func firstUse(in text: String) -> String? {
        StatementTokens(text).flatMap { uses(in: $0.all[...]).first?.words }
    }

    /// What the strings of a text may run, where it has strings run.
    func useInStrings(of text: String) -> String? {
        let words = SQLWords(text)
        guard words.mentions(["execute"]) else { return nil }
        let quoted = words.all.filter { !$0.isCode }.map(\.text)
        return quoted.first { RealTimeWatch.functions.contains($0) || RealTimeWatch.words.contains($0) }
            ?? quoted.first { functions[$0] != nil }
    }
}
