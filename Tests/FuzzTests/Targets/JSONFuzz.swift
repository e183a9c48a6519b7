import Sequin

/// JSON text: what is read, written and read again is the same.
enum JSONFuzz {
    static func run(_ bytes: [UInt8]) {
        guard let value = try? JSONValue(parsing: String(decoding: bytes, as: UTF8.self)) else { return }
        let text = value.text
        guard let again = try? JSONValue(parsing: text) else {
            preconditionFailure("JSON that was written cannot be read: \(text.debugDescription)")
        }
        precondition(again.text.utf8.elementsEqual(text.utf8), "JSON changes when it is read and written")
    }
}
