public import Sequin

extension ConsumerState {
    /// Has a delivery's time end so much later than now, as SQS's ChangeMessageVisibility does: of `queue` and `fifo`.
    ///
    /// - Parameters:
    ///   - id: The delivery.
    ///   - time: How long it runs from now on; more than nothing.
    ///   - now: The time.
    /// - Returns: Why nothing came of it; nil if it did.
    public mutating func extend(_ id: AckID, by time: Duration, at now: Duration) -> IgnoredReason? {
        guard log == nil, let index = entry(of: id) else { return reasonForUnknown(id) }
        guard table[index].state != .available, !table[index].isSettled else { return .notInFlight }
        guard let expires = table[index].expires, expires > now else { return .expired }
        table.startTimer(index, expires: now + time)
        return nil
    }
}
