// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")
let deques = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")

// What GNU and Linux add to C is wanted by all of it, and a warning is an error here too.
let strictC: [CSetting] = [
    .define("_GNU_SOURCE"), .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
]

let package = Package(
    name: "converge",
    products: [
        .executable(name: "converge", targets: ["converge"]),
        .executable(name: "converge-time", targets: ["converge-time"]),
        .library(name: "FakeSequin", targets: ["Sequin", "FakeSequin"]),
        .library(name: "SequinWire", targets: ["Sequin", "SequinWire"]),
        .library(name: "FakeSQS", targets: ["SQSWire", "FakeSQS"]),
        .library(name: "Syncer", targets: ["Postgres", "Sequin", "Syncer"]),
        .library(name: "Scenarios", targets: ["Scenarios"]),
        .library(name: "ConvergeTesting", targets: ["ConvergeTesting", "Postgres", "Scenarios", "Sequin", "Syncer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/apple/swift-system", from: "1.5.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
        .package(url: "https://github.com/CoreOffice/XMLCoder", from: "0.18.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .target(
            name: "Postgres",
            dependencies: ["Bits", "CLibpq", collections, deques, logging, subprocess, systemPackage],
            swiftSettings: strict),
        .target(name: "Bits", swiftSettings: strict),
        .target(name: "Sequin", dependencies: [collections], swiftSettings: strict),
        .target(name: "SequinWire", dependencies: ["Bits", "Sequin", collections], swiftSettings: strict),
        .target(name: "SQSWire", dependencies: ["Bits", "Sequin", collections], swiftSettings: strict),
        .target(name: "FakeSQS", dependencies: ["Bits", "Sequin", "SQSWire", collections], swiftSettings: strict),
        .target(
            name: "BrokerWire", dependencies: ["Bits", "SQSWire", "Sequin", "SequinWire", collections],
            swiftSettings: strict),
        .target(name: "FakeSequin", dependencies: ["Bits", "Sequin", collections], swiftSettings: strict),
        .target(
            name: "Syncer",
            dependencies: ["Bits", "Postgres", "Sequin", collections, logging, yams],
            swiftSettings: strict),
        .target(name: "PostgresWire", dependencies: ["Bits", collections, deques], swiftSettings: strict),
        .systemLibrary(name: "CLinux"),
        .executableTarget(name: "converge-time", path: "Sources/ConvergeTime", cSettings: strictC),
        .target(name: "Processes", dependencies: ["Bits", "CLinux", "Postgres"], swiftSettings: strict),
        .target(name: "Simulation", dependencies: ["Bits", collections, deques], swiftSettings: strict),
        .target(
            name: "Scenarios",
            dependencies: [
                "Bits", "BrokerWire", "FakeSequin", "Postgres", "PostgresWire", "Processes", "Sequin", "Simulation",
                "Syncer",
                collections, deques, logging,
            ],
            resources: [.copy("Starters"), .copy("Strategies"), .copy("Zoo")],
            swiftSettings: strict),
        .target(
            name: "Reports",
            dependencies: [
                "FakeSequin", "Scenarios", "Syncer", collections,
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "XMLCoder", package: "XMLCoder"),
            ],
            resources: [.copy("HTML/Page")],
            swiftSettings: strict),
        .target(
            name: "ConvergeTesting",
            dependencies: ["FakeSequin", "Postgres", "Reports", "Scenarios", "Sequin", "Syncer", collections],
            swiftSettings: strict),
        .executableTarget(
            name: "converge",
            dependencies: [
                "FakeSequin", "Postgres", "Processes", "Reports", "Scenarios", "Syncer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["Postgres"], path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "BitsTests", dependencies: ["Bits", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "PostgresTests", dependencies: ["Postgres", "TestSupport", deques, subprocess], swiftSettings: strict),
        .testTarget(
            name: "PostgresWireTests",
            dependencies: ["Postgres", "PostgresWire", "TestSupport", collections, subprocess],
            swiftSettings: strict),
        .testTarget(
            name: "ProcessesTests", dependencies: ["Postgres", "Processes", "TestSupport", "converge-time"],
            exclude: ["VirtualTime/Programs"], swiftSettings: strict),
        .testTarget(name: "SequinTests", dependencies: ["Sequin", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SQSWireTests", dependencies: ["SQSWire", "Sequin", "TestSupport", collections], swiftSettings: strict
        ),
        .testTarget(
            name: "FakeSQSTests", dependencies: ["Bits", "FakeSQS", "SQSWire", "Sequin", "TestSupport", collections],
            swiftSettings: strict),
        .testTarget(
            name: "BrokerWireTests",
            dependencies: ["BrokerWire", "SQSWire", "Sequin", "SequinWire", "TestSupport", collections, subprocess],
            swiftSettings: strict),
        .testTarget(
            name: "FakeSequinTests", dependencies: ["FakeSequin", "Sequin", "TestSupport", collections],
            swiftSettings: strict),
        .testTarget(
            name: "SyncerTests",
            dependencies: ["Bits", "Postgres", "Sequin", "Syncer", "TestSupport", collections, subprocess],
            swiftSettings: strict),
        .testTarget(
            name: "FuzzTests",
            dependencies: [
                "BrokerWire", "Postgres", "PostgresWire", "Scenarios", "Sequin", "Syncer", "TestSupport", collections,
            ],
            exclude: ["Corpus"], swiftSettings: strict),
        .testTarget(
            name: "SimulationTests", dependencies: ["Bits", "Simulation", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ScenariosTests",
            dependencies: [
                "Bits", "BrokerWire", "FakeSequin", "Postgres", "PostgresWire", "Processes", "Scenarios", "Sequin",
                "Simulation", "Syncer",
                "TestSupport", collections,
                subprocess,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["FakeSequin", "Reports", "Scenarios", "Syncer", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ConvergeTestingTests",
            dependencies: [
                "ConvergeTesting", "FakeSequin", "Postgres", "Scenarios", "Sequin", "Syncer", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ConvergeTests",
            dependencies: [
                "FakeSequin", "Postgres", "Processes", "Reports", "Scenarios", "Syncer", "TestSupport", "converge",
                subprocess, systemPackage, yams,
            ],
            swiftSettings: strict),
    ]
)
