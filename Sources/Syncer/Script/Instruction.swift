/// What a script does, step by step; jumps go forward only.
enum Instruction: Sendable {
    /// Runs a statement.
    case run(Int)
    /// Runs a statement and sets variables from its row.
    case runAndSet(Int, prefix: Template, place: Place)
    /// Goes on if the condition is true, else jumps.
    case branch(Template, place: Place, otherwise: Int)
    /// Jumps.
    case jump(Int)
}
