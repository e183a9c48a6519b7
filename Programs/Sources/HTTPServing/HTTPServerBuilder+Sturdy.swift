public import HummingbirdCore
import HummingbirdTLS
import NIOCore
public import NIOSSL

extension HTTPServerBuilder {
    /// HTTP/1.1 that may be shut down while connections come in.
    ///
    /// - Parameters:
    ///   - idleTimeout: After how long a silent client is cut off; never unless given.
    ///   - tls: Certificate and key, where it is to speak TLS. If they cannot be used, the server's `run()` says so.
    public static func sturdyHTTP1(idleTimeout: Duration? = nil, tls: TLSConfiguration? = nil) -> HTTPServerBuilder {
        HTTPServerBuilder { responder in
            let http = HTTP1Channel(
                responder: responder, configuration: .init(idleTimeout: idleTimeout.map { TimeAmount($0) }))
            guard let tls else { return ClosedWhenDropped(http) }
            return ClosedWhenDropped(try TLSChannel(http, tlsConfiguration: tls))
        }
    }
}
