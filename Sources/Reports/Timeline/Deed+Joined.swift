import Scenarios

extension Deed {
    /// The call, and what came of it: `upsert.sql:5 A: INSERT 0 1, applied A`.
    static func joined(_ deeds: [Deed], isBrief: Bool) -> String {
        let said = deeds.map { isBrief ? $0.brief : $0.full }.filter { !$0.isEmpty }
        guard let first = said.first else { return "" }
        let rest = said.dropFirst().joined(separator: isBrief ? " " : ", ")
        return rest.isEmpty ? first : "\(first)\(isBrief ? " " : ": ")\(rest)"
    }
}
