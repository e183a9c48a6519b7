/// What the delivery of a deletion has of the record.
public enum DeletionPayload: String, Hashable, Sendable, Codable, CaseIterable {
    /// The record's last data.
    case whole
    /// What names the record, and its version: no data, and no times.
    case key

    /// The fields that a deletion has of the record in any case.
    package static let keyFields = ["id", "deleted", "updated_idx"]
}
