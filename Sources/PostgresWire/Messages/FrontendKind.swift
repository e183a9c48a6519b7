/// The first byte of a message that a client sends, under the manual's names ("Message Formats").
enum FrontendKind {
    static let bind = UInt8(ascii: "B")
    static let close = UInt8(ascii: "C")
    static let copyData = UInt8(ascii: "d")
    static let copyDone = UInt8(ascii: "c")
    static let copyFail = UInt8(ascii: "f")
    static let describe = UInt8(ascii: "D")
    static let execute = UInt8(ascii: "E")
    static let flush = UInt8(ascii: "H")
    static let functionCall = UInt8(ascii: "F")
    static let parse = UInt8(ascii: "P")
    static let password = UInt8(ascii: "p")
    static let query = UInt8(ascii: "Q")
    static let sync = UInt8(ascii: "S")
    static let terminate = UInt8(ascii: "X")
}
