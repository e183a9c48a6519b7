internal import FoundationEssentials
internal import OrderedCollections
internal import Sequin

extension MD5 {
    /// The digest of a message's own attributes, as the developer guide has it: in the order of their names each name, type
    /// and value behind its length, the value behind a byte for its kind besides.
    static func hexadecimal(ofAttributes attributes: OrderedDictionary<String, JSONValue>) -> String {
        var bytes: [UInt8] = []
        func add(_ part: some Swift.Collection<UInt8>) {
            bytes += (0..<4).map { UInt8(truncatingIfNeeded: part.count >> (24 - 8 * $0)) }
            bytes += part
        }
        for (name, value) in attributes.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            guard case .string(let type)? = value["DataType"] else { continue }
            add(name.utf8)
            add(type.utf8)
            if case .string(let base64)? = value["BinaryValue"] {
                bytes.append(2)
                add(Data(base64Encoded: base64) ?? Data())
            } else if case .string(let text)? = value["StringValue"] {
                bytes.append(1)
                add(text.utf8)
            }
        }
        return hexadecimal(bytes)
    }
}
