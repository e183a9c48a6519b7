internal import Bits
internal import OrderedCollections
internal import SQSWire
internal import Sequin

extension MessageQueue {
    /// Sends a message.
    ///
    /// - Parameters:
    ///   - message: The message.
    ///   - id: The id that it gets, unless it is known already.
    ///   - now: The time.
    /// - Throws: `SQSError` for what this queue does not take.
    mutating func send(_ message: SQSOutgoing, id: String, at now: Duration) throws(SQSError) -> SQSEntryAnswer {
        try check(message)
        let deduplicationID = deduplicationID(of: message)
        if settings.isFIFO, let deduplicationID, let known = known[deduplicationID] {
            return SQSEntryAnswer(sent: message, messageID: known.id, sequence: known.sequence)
        }
        var sequence: String?
        if settings.isFIFO {
            lastSequence += 1
            let digits = String(lastSequence)
            sequence = "1" + String(repeating: "0", count: 19 - digits.count) + digits
        }
        if let deduplicationID, settings.isFIFO {
            known[deduplicationID] = Known(id: id, sequence: sequence, sent: now)
        }
        messages.append(
            StoredMessage(
                id: id, body: message.body, attributes: message.attributes, group: message.group,
                deduplicationID: deduplicationID, sequence: sequence, sent: now,
                visible: now + .seconds(message.delay ?? settings.delay)))
        return SQSEntryAnswer(sent: message, messageID: id, sequence: sequence)
    }

    /// Checks what depends on the queue.
    private func check(_ message: SQSOutgoing) throws(SQSError) {
        if let delay = message.delay {
            guard 0...SQSLimits.delay ~= delay else {
                throw .invalid(
                    delay, of: "DelaySeconds", reason: "DelaySeconds must be >= 0 and <= \(SQSLimits.delay).")
            }
            guard !settings.isFIFO || delay == 0 else { throw wrongKind(delay, "DelaySeconds") }
        }
        guard message.body.utf8.count <= settings.maximumSize else {
            throw .invalidParameter(
                "One or more parameters are invalid. Reason: Message must be shorter than \(settings.maximumSize) bytes."
            )
        }
        guard settings.isFIFO else {
            if let id = message.deduplicationID { throw wrongKind(id, "MessageDeduplicationId") }
            return
        }
        guard message.group?.isEmpty == false else { throw .missing("MessageGroupId") }
        guard settings.hashesContent || message.deduplicationID?.isEmpty == false else {
            throw .invalidParameter(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided "
                    + "explicitly")
        }
    }

    private func wrongKind(_ value: some CustomStringConvertible, _ parameter: String) -> SQSError {
        .invalid(
            value, of: parameter,
            reason: "The request include parameter that is not valid for this queue type.")
    }

    private func deduplicationID(of message: SQSOutgoing) -> String? {
        guard settings.isFIFO, settings.hashesContent, message.deduplicationID == nil else {
            return message.deduplicationID
        }
        return SHA256.hash(message.body.utf8).hexadecimal
    }
}
