import Bits
import PostgresWire

extension HeldStep {
    /// What choices call it: its name, or of a long one the beginning and a hash of all of it.
    var choiceName: String {
        guard name.count > 60 else { return name }
        var hash = FNV1a<UInt64>()
        hash.add(name.utf8)
        return "\(name.prefix(52))… #\(hash.value.hexadecimal.suffix(4))"
    }
}
