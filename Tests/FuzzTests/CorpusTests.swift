import Foundation
import TestSupport
import Testing

/// The fuzz targets take the corpus, and what is near it, without a crash. `scripts/fuzz` looks further.
@Suite(.ownTime) struct CorpusTests {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Corpus")

    @Test(arguments: FuzzTarget.allCases)
    func takes(target: FuzzTarget) throws {
        let folder = Self.folder.appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names.count > 2)
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
            target.run(bytes)
            for cut in stride(from: 0, to: bytes.count, by: 1 + bytes.count / 50) {
                target.run(Array(bytes[..<cut]))
                target.run(Array(bytes[..<cut]) + bytes[min(cut + 1, bytes.count)...])
            }
        }
    }
}
