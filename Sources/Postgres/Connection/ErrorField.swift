internal import CLibpq

/// The fields of an error or notice, by the letters of the protocol's "Error and Notice Message Fields".
enum ErrorField: UInt8 {
    case severity = 0x56  // V, the one that is never translated
    case sqlState = 0x43  // C
    case message = 0x4D  // M
    case detail = 0x44  // D
    case hint = 0x48  // H
    case position = 0x50  // P
    case sourceFunction = 0x52  // R
    case column = 0x63  // c
    case constraint = 0x6E  // n

    func of(_ result: OpaquePointer) -> String? {
        PQresultErrorField(result, Int32(rawValue)).map { String(cString: $0) }
    }
}
