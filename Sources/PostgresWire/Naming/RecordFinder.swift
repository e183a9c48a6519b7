/// Finds the records that a request is about: their ids in its parameters, SQL and COPY data.
///
/// An id counts in any of its forms: as text, a UUID also as 16 bytes or 32 hexadecimal digits, an integer also as the
/// 8 bytes of an int8. Text counts only where no letter, digit or underscore touches it, and of two ids at one place
/// the longer one. So integers should be large: a small one means anything.
package struct RecordFinder: Sendable {
    /// One form of one id.
    private struct Form {
        var bytes: [UInt8]
        var id: Int
        /// Text; otherwise a value in binary format.
        var isText: Bool
    }

    private let ids: [String]
    /// The forms by their first byte, the longest first.
    private let forms: [[Form]]

    /// Knows the ids of a run's records.
    package init(ids: [String]) {
        self.ids = ids
        var forms = Array(repeating: [Form](), count: 256)
        for (index, id) in ids.enumerated() where !id.isEmpty {
            for (bytes, isText) in Self.forms(of: id) {
                forms[Int(bytes[0])].append(Form(bytes: bytes, id: index, isText: isText))
            }
        }
        self.forms = forms.map { $0.sorted { $0.bytes.count > $1.bytes.count } }
    }

    /// The ids that a request names, in the order in which they were given here.
    package func ids(in step: HeldStep) -> [String] {
        var found = Set<Int>()
        for statement in step.statements {
            search(ArraySlice(statement.sql.utf8), isValue: false, &found)
            for parameter in statement.parameters {
                if let bytes = parameter.bytes { search(bytes[...], isValue: parameter.isBinary, &found) }
            }
        }
        search(step.copyData[...], isValue: false, &found)
        return ids.indices.filter(found.contains).map { ids[$0] }
    }

    private static func forms(of id: String) -> [(bytes: [UInt8], isText: Bool)] {
        var forms = [(Array(id.utf8), true)]
        if let number = Int64(id) { forms.append((withUnsafeBytes(of: number.bigEndian) { Array($0) }, false)) }
        if let uuid = uuid(id) {
            let digits = id.filter { $0 != "-" }
            for text in [id.lowercased(), id.uppercased(), digits.lowercased(), digits.uppercased()] {
                if !forms.contains(where: { $0.0.elementsEqual(text.utf8) }) { forms.append((Array(text.utf8), true)) }
            }
            forms.append((uuid, false))
        }
        return forms
    }

    /// The 16 bytes of a UUID, which has hyphens in the usual places or none.
    private static func uuid(_ id: String) -> [UInt8]? {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.map(\.utf8.count) == [8, 4, 4, 4, 12] else { return nil }
        let digits = parts.joined().utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard digits.count == 32, id.utf8.count == 31 + parts.count else { return nil }
        return stride(from: 0, to: 32, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// - Parameter isValue: Whether the bytes are one value in binary format.
    private func search(_ bytes: ArraySlice<UInt8>, isValue: Bool, _ found: inout Set<Int>) {
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let match = forms[Int(bytes[index])].first { matches($0, bytes, at: index, isValue) }
            if let match { found.insert(match.id) }
            index += match?.bytes.count ?? 1
        }
    }

    private func matches(_ form: Form, _ bytes: ArraySlice<UInt8>, at start: Int, _ isValue: Bool) -> Bool {
        let end = start + form.bytes.count
        guard end <= bytes.endIndex, bytes[start..<end].elementsEqual(form.bytes) else { return false }
        // A value in an array or in COPY's binary format has its length in front.
        let size = UInt8(truncatingIfNeeded: form.bytes.count)
        if start >= bytes.startIndex + 4, bytes[start - 4..<start].elementsEqual([0, 0, 0, size]) { return true }
        if form.isText {
            let touchesBefore = start > bytes.startIndex && bytes[start - 1].touchesID
            return !touchesBefore && !(end < bytes.endIndex && bytes[end].touchesID)
        }
        // A UUID's 16 bytes are no accident wherever they stand; those of a number are the whole value.
        return form.bytes.count == 16 || (isValue && start == bytes.startIndex && end == bytes.endIndex)
    }
}

extension UInt8 {
    /// Whether it goes on with an id that it stands beside.
    fileprivate var touchesID: Bool { isDigit || isWordByte }
}
