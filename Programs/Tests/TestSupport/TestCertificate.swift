import Foundation
package import NIOSSL
import Subprocess

/// A certificate for `localhost`, its own root, made by openssl and valid for a day.
package struct TestCertificate: Sendable {
    package var chain: [NIOSSLCertificate]
    package var key: NIOSSLPrivateKey

    package static func make() async throws -> TestCertificate {
        let directory = FileManager.default.temporaryDirectory.appending(path: "certificate-\(UUID())").path
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let (certificate, key) = try await files(in: directory)
        return TestCertificate(
            chain: try NIOSSLCertificate.fromPEMFile(certificate), key: try NIOSSLPrivateKey(file: key, format: .pem))
    }

    /// Writes certificate and key in PEM.
    package static func files(in directory: String) async throws -> (certificate: String, key: String) {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let (certificate, key) = ("\(directory)/server.crt", "\(directory)/server.key")
        let result = try await Subprocess.run(
            .name("openssl"),
            arguments: [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
                "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-out", certificate, "-keyout",
                key,
            ], output: .discarded, error: .string(limit: 10_000))
        guard result.terminationStatus.isSuccess else {
            throw CocoaError(.executableLoad, userInfo: [NSLocalizedDescriptionKey: result.standardError])
        }
        return (certificate, key)
    }
}
