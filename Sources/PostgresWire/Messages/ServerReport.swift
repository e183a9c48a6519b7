/// The fields of an ErrorResponse or a NoticeResponse that matter here.
struct ServerReport {
    private var fields: [UInt8: String] = [:]

    init(_ message: ArraySlice<UInt8>) {
        var reader = MessageFields(ofMessage: message)
        while let field = reader.byte(), field != 0 {
            guard let text = reader.text() else {
                // A head that is cut short has no NUL at its end.
                fields[field] = String(decoding: reader.rest, as: UTF8.self)
                return
            }
            fields[field] = text
        }
    }

    private subscript(field: Character) -> String? { field.asciiValue.flatMap { fields[$0] } }

    private var severity: String { self["V"] ?? self["S"] ?? "" }

    var problem: WireProblem {
        WireProblem(
            sqlState: self["C"] ?? "XX000", message: self["M"] ?? "",
            endsSession: severity == "FATAL" || severity == "PANIC")
    }

    var notice: WireNotice {
        WireNotice(
            severity: severity, sqlState: self["C"] ?? "00000", message: self["M"] ?? "", detail: self["D"],
            sourceFunction: self["R"])
    }
}
