import Sequin

extension ConsumerState {
    /// Ends the time of deliveries in flight, as if their ackWait were over; the next receive notices it.
    ///
    /// - Parameters:
    ///   - recordID: The record whose deliveries are meant; nil: those of all.
    ///   - now: The present time.
    /// - Returns: How many were still running.
    public mutating func expire(_ recordID: String? = nil, at now: Duration) -> Int {
        if let count = log?.expire(recordID, at: now) { return count }
        let running = table.timed.filter { index in
            (recordID == nil || table[index].record.id == recordID) && (table[index].expires ?? now) > now
        }
        for index in running { table.startTimer(index, expires: now) }
        return running.count
    }
}
