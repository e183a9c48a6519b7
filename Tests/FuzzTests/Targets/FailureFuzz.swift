import Foundation

@testable import Scenarios

/// A failure file: what can be read is written and read again without a change.
enum FailureFuzz {
    static func run(_ bytes: [UInt8]) {
        guard let file = try? FailureFile.decode(Data(bytes), from: "failure.json") else { return }
        check(file)
    }

    static func check(_ file: FailureFile) {
        guard let encoded = try? file.encoded(), let again = try? FailureFile.decode(encoded, from: "again") else {
            preconditionFailure("a file that was read cannot be written and read again")
        }
        precondition((try? again.encoded()) == encoded, "a file changes when it is read and written")
        if let token = FailureToken.make(file) {
            precondition((try? FailureToken.read(token)) != nil, "a token that was made cannot be read")
        }
    }
}

/// A token: as it is, and as one that is sealed.
enum TokenFuzz {
    static func run(_ bytes: [UInt8]) {
        _ = try? FailureToken.read(String(decoding: bytes, as: UTF8.self))
        let sealed = bytes + TokenReader.checksum(bytes[...])
        let text = Data(sealed).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        guard let file = try? FailureToken.read(FailureToken.prefix + text.replacing("=", with: "")) else { return }
        FailureFuzz.check(file)
    }
}
