internal import DequeModule

extension WireConnection {
    /// Looks at what the client sends to a COPY that waits for data: nothing of it moves before it is all there.
    mutating func feed(_ copy: CopyIn) {
        // The server passes over Flush and Sync here.
        guard let end = queue.firstIndex(where: { !Self.isInsideCopy($0.kind) }) else { return }
        guard queue[end].kind == FrontendKind.copyDone || queue[end].kind == FrontendKind.copyFail else {
            // No message for a COPY: the server says so, and has then left it.
            self.copy = nil
            return pass(messages: end + 1, end: copy.isExtended ? .answers(1) : .ready)
        }
        var last = end
        if copy.isExtended {
            guard let next = queue[(end + 1)...].first else { return }
            if next.kind == FrontendKind.sync || next.kind == FrontendKind.flush { last += 1 }
        }
        let isSynced = !copy.isExtended || queue[last].kind == FrontendKind.sync
        self.copy = nil
        let data = queue.prefix(end).filter { $0.kind == FrontendKind.copyData }.flatMap { $0.bytes.dropFirst(5) }
        hold(
            .copyData, copy.statements, messages: last + 1, end: isSynced ? .ready : .answers(1),
            isExtended: copy.isExtended, copyData: data)
    }

    private static func isInsideCopy(_ kind: UInt8) -> Bool {
        kind == FrontendKind.copyData || kind == FrontendKind.flush || kind == FrontendKind.sync
    }
}
