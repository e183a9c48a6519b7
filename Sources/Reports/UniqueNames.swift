/// Gives each name out once: the second `a` is `a-2`.
struct UniqueNames {
    private var taken: Set<String> = []

    mutating func next(_ name: String) -> String {
        var unique = name
        var number = 2
        while !taken.insert(unique).inserted {
            unique = "\(name)-\(number)"
            number += 1
        }
        return unique
    }
}
