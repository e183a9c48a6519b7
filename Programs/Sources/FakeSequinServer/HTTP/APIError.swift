import HTTPTypes
import Hummingbird
import NIOCore
import OrderedCollections
import Sequin
import SequinWire

/// An error as Sequin's API answers it: a status and `{"summary": …}`.
struct APIError: Error {
    init(status: HTTPResponse.Status, summary: String, validationErrors: OrderedDictionary<String, String> = [:]) {
        self.status = status
        self.summary = summary
        self.validationErrors = validationErrors
    }

    var status: HTTPResponse.Status
    var summary: String
    /// The members that are wrong, and why, for status 422.
    var validationErrors: OrderedDictionary<String, String> = [:]

    static func badRequest(_ summary: String) -> APIError { APIError(status: .badRequest, summary: summary) }

    static func invalid(_ member: String, _ problem: String) -> APIError {
        APIError(
            status: .unprocessableContent, summary: "Validation failed", validationErrors: [member: problem])
    }

    var response: Response {
        var body: OrderedDictionary<String, JSONValue> = ["summary": .string(summary)]
        if !validationErrors.isEmpty {
            body["validation_errors"] = .object(validationErrors.mapValues { .array([.string($0)]) })
        }
        return .json(.object(body), status: status)
    }
}

extension Response {
    static func json(_ value: JSONValue, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.text)))
    }
}

extension Response {
    static func refusal(_ refusal: WireRefusal) -> Response {
        .json(refusal.body, status: .init(code: refusal.status))
    }
}

/// Turns whatever is thrown into Sequin's error shape.
struct ErrorMiddleware: RouterMiddleware {
    let bodyLimit: Int

    func handle(
        _ request: Request, context: ServerContext, next: @concurrent (Request, ServerContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as APIError {
            return error.response
        } catch let refusal as WireRefusal {
            return .refusal(refusal)
        } catch is NIOTooManyBytesError {
            return .refusal(.tooLarge(limit: bodyLimit))
        } catch let error as any HTTPResponseError where error.status == .notFound {
            return .refusal(.noRoute)
        } catch let error as any HTTPResponseError {
            return APIError(status: error.status, summary: error.status.reasonPhrase).response
        } catch is CancellationError {
            // The client has gone, or the server is going.
            return APIError(status: .serviceUnavailable, summary: "The request was cancelled").response
        }
    }
}
