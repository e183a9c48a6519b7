// swift-tools-version: 6.2
import PackageDescription

// A package of its own, for scripts/fuzz: libFuzzer brings its own main, and what it tests is built with its
// instrumentation. The targets are also those of Tests/FuzzTests.

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func converge(_ name: String) -> Target.Dependency { .product(name: name, package: "converge") }

let collections = Target.Dependency.product(name: "OrderedCollections", package: "swift-collections")

let package = Package(
    name: "converge-fuzzing",
    dependencies: [
        .package(name: "converge", path: ".."),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        .systemLibrary(name: "CLibFuzzer"),
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CLibFuzzer", collections, converge("FakeSequin"), converge("Scenarios"), converge("SequinWire"),
                converge("Syncer"),
            ],
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
    ]
)
