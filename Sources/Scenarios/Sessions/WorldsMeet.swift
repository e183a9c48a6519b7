/// Sessions of two worlds have come into each other's way, by what all databases of a cluster share. Whatever came of it
/// is chance: the cell has to be run in one world.
struct WorldsMeet: Error, CustomStringConvertible {
    let description = "a session was kept waiting by another world of this run"
}
