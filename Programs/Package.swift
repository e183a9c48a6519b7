// swift-tools-version: 6.2
import PackageDescription

// A package of its own, so that building and testing Converge compiles no SwiftNIO: tests of what is here would make
// `swift build --build-tests` compile it too.

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func converge(_ name: String) -> Target.Dependency { .product(name: name, package: "converge") }

let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let client = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let deques = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "converge-programs",
    products: [
        .executable(name: "fake-sequin", targets: ["fake-sequin"]),
        .executable(name: "syncer", targets: ["syncer"]),
        .library(name: "SequinHTTP", targets: ["SequinHTTP"]),
        .library(name: "FakeSequinServer", targets: ["FakeSequinServer"]),
        .library(name: "SyncerService", targets: ["SyncerService"]),
    ],
    dependencies: [
        .package(name: "converge", path: ".."),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
    ],
    targets: [
        .target(
            name: "SequinHTTP",
            dependencies: [converge("SequinWire"), client, nio, nioHTTP, nioSSL, converge("FakeSequin")],
            swiftSettings: strict),
        .target(
            name: "HTTPServing", dependencies: [hummingbirdCore, hummingbirdTLS, logging, nio, nioSSL],
            swiftSettings: strict),
        .target(
            name: "FakeSequinServer",
            dependencies: [
                "HTTPServing", converge("FakeSQS"), converge("SequinWire"), collections, deques, httpTypes, hummingbird,
                hummingbirdCore,
                lifecycle,
                logging, nio, nioSSL, converge("FakeSequin"),
            ],
            resources: [.copy("Resources/index.html")], swiftSettings: strict),
        .executableTarget(
            name: "fake-sequin",
            dependencies: [
                "FakeSequinServer", arguments, lifecycle, logging, nioSSL, signals, converge("FakeSQS"),
                converge("FakeSequin"),
            ],
            swiftSettings: strict),
        // It needs no SwiftNIO, so that the benchmark builds without.
        .target(
            name: "SyncerService",
            dependencies: [collections, coreMetrics, lifecycle, logging, metrics, converge("Syncer")],
            swiftSettings: strict),
        .target(
            name: "MetricsHTTP",
            dependencies: ["HTTPServing", "SyncerService", httpTypes, hummingbird, lifecycle, logging, nio],
            swiftSettings: strict),
        .executableTarget(
            name: "syncer",
            dependencies: [
                "FakeSequinServer", "MetricsHTTP", "SequinHTTP", converge("SequinWire"), "SyncerService", arguments,
                lifecycle,
                logging, metrics, nioSSL, signals, converge("FakeSequin"), converge("Syncer"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "sync-bench",
            dependencies: [
                "SyncerService", arguments, collections, lifecycle, logging, metrics, converge("FakeSequin"),
                converge("Syncer"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            swiftSettings: strict),
        .target(
            name: "TestSupport",
            dependencies: [
                "FakeSequinServer", collections, deques, logging, nio, nioPosix, nioSSL, subprocess, systemPackage,
                converge("FakeSequin"), converge("Syncer"),
            ],
            path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(
            name: "FakeSequinServerTests",
            dependencies: [
                "FakeSequinServer", "TestSupport", "fake-sequin", collections, lifecycle, logging, nio, nioPosix,
                nioSSL,
                converge("FakeSequin"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SequinHTTPTests",
            dependencies: [
                "FakeSequinServer", "SequinHTTP", converge("SequinWire"), "TestSupport", collections, nioSSL,
                converge("FakeSequin"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SyncerServiceTests",
            dependencies: [
                "FakeSequinServer", "MetricsHTTP", "SequinHTTP", "SyncerService", "TestSupport", "fake-sequin",
                "syncer",
                collections,
                lifecycle, logging, metrics, subprocess, systemPackage, converge("FakeSequin"), converge("Syncer"),
                converge("Scenarios"),
            ],
            swiftSettings: strict),
    ]
)
