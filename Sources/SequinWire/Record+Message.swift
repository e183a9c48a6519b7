import OrderedCollections
public import Sequin

extension Record {
    private static let messageKind = ":message"

    /// A message of a stream that is no record of an API sync: a key and a text, which becomes the field `data`.
    public init(key: String, text: String, sequence: Int64, stream: String) {
        self.init(
            id: key, collectionSlug: stream + Self.messageKind, provider: stream, upstreamID: key, deleted: false,
            updatedIdx: sequence, sync: Sync(id: stream, externalID: nil, metadata: .object([:])),
            upstreamCreatedAt: nil, upstreamUpdatedAt: nil, data: .object(["data": .string(text)]))
    }

    /// The text of a stream's message; nil for any other record.
    var messageText: String? {
        guard collectionSlug.hasSuffix(Self.messageKind), case .string(let text)? = data["data"] else { return nil }
        return text
    }
}
