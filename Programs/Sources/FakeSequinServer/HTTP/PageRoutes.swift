import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// The page at `/`: one self-contained file. It asks the control API, so it needs no token itself.
struct PageRoutes {
    private let page: ByteBuffer

    init() throws {
        guard let path = Bundle.module.path(forResource: "index", ofType: "html") else {
            throw CocoaError(.fileNoSuchFile)
        }
        page = ByteBuffer(bytes: try Data(contentsOf: URL(filePath: path)))
    }

    func add(to router: Router<ServerContext>) {
        router.get("/") { _, _ in
            Response(
                status: .ok,
                headers: [
                    .contentType: "text/html; charset=utf-8", .cacheControl: "no-store",
                    .contentSecurityPolicy:
                        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'",
                ],
                body: ResponseBody(byteBuffer: page))
        }
    }
}
