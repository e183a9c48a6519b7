import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
public import Sequin
public import SequinWire
import Synchronization

/// A Sequin consumer on the other side of HTTP.
///
/// An ack or a nack is tried again, with growing and random pauses, for as long as it can still be in time. A receive
/// is one attempt: its caller comes back anyway, and knows since when its deliveries' time has run. After
/// failures it pauses first, so that a server that is away is not hammered.
public final class HTTPConsumer: Consumer {
    /// The consumer's ackWait, as the settings say.
    public var ackWait: Duration { settings.ackWait }

    private let settings: HTTPConsumerSettings
    private let client: HTTPClient
    private let onProblem: @Sendable (WireError) -> Void
    /// Receives that have failed since one succeeded.
    private let failures = Mutex(0)
    /// The longest answer: 1000 records of 64 KiB.
    private static let answerLimit = 64 << 20

    /// Creates a client. It connects when it is used; call ``shutdown()`` when it is not used any more.
    ///
    /// - Parameter onProblem: Is told of each delivery that cannot be read; it is left to expire.
    public init(_ settings: HTTPConsumerSettings, onProblem: @escaping @Sendable (WireError) -> Void = { _ in }) {
        self.settings = settings
        self.onProblem = onProblem
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        if !settings.additionalRoots.isEmpty {
            tls.additionalTrustRoots = [.certificates(settings.additionalRoots)]
        }
        client = HTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup,
            configuration: HTTPClient.Configuration(
                // A redirect would take the token elsewhere.
                tlsConfiguration: tls, redirectConfiguration: .disallow,
                timeout: .init(connect: .nanoseconds(settings.connectTimeout.nanoseconds))))
    }

    /// Closes its connections.
    public func shutdown() async throws { try await client.shutdown() }

    /// Takes up to `batchSize` deliveries.
    ///
    /// - Throws: ``HTTPConsumerError``, or `CancellationError`.
    public func receive(batchSize: Int) async throws -> [Delivery] {
        try await pause(afterFailures: failures.withLock { $0 })
        do {
            let body = settings.wire.receiveBody(
                batchSize: min(1000, max(1, batchSize)), waitMilliseconds: settings.pollWait.milliseconds)
            let answer = try await call(.receive, body, timeout: settings.pollWait + settings.answerTimeout)
            let (deliveries, problems) = try read(answer)
            failures.withLock { $0 = 0 }
            problems.forEach(onProblem)
            return deliveries
        } catch let error as HTTPConsumerError {
            failures.withLock { $0 += 1 }
            throw error
        }
    }

    /// Settles deliveries, if that can be done in time.
    ///
    /// - Throws: ``HTTPConsumerError``, or `CancellationError`.
    public func ack(_ ids: [AckID]) async throws { try await settle(.ack, ids) }

    /// Gives deliveries back, if that can be done in time.
    ///
    /// - Throws: ``HTTPConsumerError``, or `CancellationError`.
    public func nack(_ ids: [AckID]) async throws { try await settle(.nack, ids) }

    private func settle(_ call: WireCall, _ ids: [AckID]) async throws {
        guard !ids.isEmpty else { return }
        let body = settings.wire.settleBody(ids)
        let end = ContinuousClock.now + settings.settleBudget
        var failures = 0
        while true {
            do {
                _ = try await self.call(call, body, timeout: min(settings.answerTimeout, end - .now))
                return
            } catch let error as HTTPConsumerError {
                failures += 1
                let wait = settings.backoff.wait(afterFailures: failures, share: .random(in: 0...1))
                guard error.isTransient, ContinuousClock.now + wait < end else { throw error }
                try await Task.sleep(for: wait)
            }
        }
    }

    private func pause(afterFailures count: Int) async throws {
        guard count > 0 else { return }
        try await Task.sleep(for: settings.backoff.wait(afterFailures: count, share: .random(in: 0...1)))
    }

    private func read(_ answer: ByteBuffer) throws -> (deliveries: [Delivery], problems: [WireError]) {
        do {
            return try settings.wire.deliveries(in: JSONValue(parsing: String(buffer: answer)))
        } catch {
            throw HTTPConsumerError(.malformed, "the answer is not that of \(settings.wire.rawValue): \(error)")
        }
    }

    /// One attempt of a call.
    private func call(_ call: WireCall, _ body: JSONValue, timeout: Duration) async throws -> ByteBuffer {
        let path = settings.wire.path(of: call, consumer: settings.consumer)
        var request = HTTPClientRequest(url: settings.baseURL + path)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.headers.add(name: "user-agent", value: "converge-syncer")
        if let token = settings.token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        request.body = .bytes(ByteBuffer(string: body.text))
        do {
            let response = try await client.execute(request, timeout: .nanoseconds(timeout.nanoseconds))
            let answer = try await response.body.collect(upTo: Self.answerLimit)
            guard (200..<300).contains(response.status.code) else {
                throw HTTPConsumerError(.status(Int(response.status.code)), Self.summary(answer, response.status))
            }
            return answer
        } catch let error as HTTPConsumerError {
            throw error
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw HTTPConsumerError(.unreachable, "no answer from \(settings.baseURL): \(Self.reason(error))")
        }
    }

    /// What a server says of its refusal: Sequin's summary if there is one.
    private static func summary(_ answer: ByteBuffer, _ status: HTTPResponseStatus) -> String {
        let text = "the consumer answers \(status.code) \(status.reasonPhrase)"
        guard let value = try? JSONValue(parsing: String(buffer: answer)), case .string(let summary)? = value["summary"]
        else { return text }
        return "\(text): \(summary.prefix(300))"
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError where error == .connectTimeout: "connecting took too long"
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout: "it took too long"
        case let error as HTTPClientError where error == .remoteConnectionClosed: "the connection was closed"
        case let error as NIOSSLError: "TLS failed: \(error)"
        case let error as IOError: error.description
        case is NIOTooManyBytesError: "it is too long"
        default: "\(error)"
        }
    }
}

extension Duration {
    /// The whole milliseconds, rounded down.
    var milliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }

    /// The whole nanoseconds, not negative; what does not fit counts as years.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds < 0 ? 0 : min(seconds, 1 << 30) * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
