/// Cuts what a server sends into messages, and long ones into pieces: no row need be in memory as a whole.
struct BackendReader: Sendable {
    /// A piece of what came, as it came.
    enum Piece: Hashable, Sendable {
        /// A message's beginning: its kind and length, and of those that must be understood all of it, or the first
        /// ``BackendReader/headLimit`` bytes.
        case message(UInt8, ArraySlice<UInt8>, isWhole: Bool)
        /// More of the message before.
        case more(ArraySlice<UInt8>, isLast: Bool)
        /// No protocol; nothing follows.
        case malformed
    }

    /// How much of a message is understood. A longer error or notice has its fields in front and its text cut short.
    static let headLimit = 1 << 16

    private var waiting: [UInt8] = []
    /// How many bytes of the message that has begun are still to come.
    private var rest = 0
    private var isMalformed = false

    mutating func take(_ bytes: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        var input = ArraySlice(bytes)
        if !waiting.isEmpty {
            input = ArraySlice(waiting + bytes)
            waiting = []
        }
        while !input.isEmpty, !isMalformed {
            if rest > 0 {
                let piece = input.prefix(rest)
                rest -= piece.count
                input = input.dropFirst(piece.count)
                pieces.append(.more(piece, isLast: rest == 0))
            } else if let piece = message(&input) {
                pieces.append(piece)
            } else {
                // Usually a few bytes; never more than a head.
                if !isMalformed { waiting = Array(input) }
                break
            }
        }
        if isMalformed { pieces.append(.malformed) }
        return pieces
    }

    private mutating func message(_ input: inout ArraySlice<UInt8>) -> Piece? {
        guard input.count >= 5 else { return nil }
        let length = input.dropFirst().prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard length >= 4, length <= Int(Int32.max) else {
            isMalformed = true
            return nil
        }
        let kind = input[input.startIndex]
        let needed = Self.isUnderstood(kind) ? min(length + 1, Self.headLimit) : 5
        guard input.count >= needed else { return nil }
        let head = input.prefix(length + 1)
        rest = length + 1 - head.count
        input = input.dropFirst(head.count)
        return .message(kind, head, isWhole: rest == 0)
    }

    private static func isUnderstood(_ kind: UInt8) -> Bool {
        switch kind {
        case BackendKind.commandComplete, BackendKind.errorResponse, BackendKind.noticeResponse,
            BackendKind.notificationResponse, BackendKind.readyForQuery:
            true
        default: false
        }
    }
}
