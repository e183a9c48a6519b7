/// What people call records.
public enum RecordName {
    /// The name of the n-th record, from 0: `A` to `Z`, then `AA`, as spreadsheets name their columns.
    public static func letters(_ record: Int) -> String {
        guard record >= 0 else { return String(record) }
        var (rest, letters) = (record, "")
        repeat {
            letters = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(rest % 26))) + letters
            rest = rest / 26 - 1
        } while rest >= 0
        return letters
    }
}
