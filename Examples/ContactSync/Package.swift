// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "ContactSync",
    // In a package of yours: .package(url: "…", from: "…"), or a clone beside it.
    dependencies: [.package(name: "converge", path: "../..")],
    targets: [
        .target(
            name: "ContactSync",
            dependencies: [.product(name: "Syncer", package: "converge")]),
        .testTarget(
            name: "ContactSyncTests",
            dependencies: ["ContactSync", .product(name: "ConvergeTesting", package: "converge")]),
    ]
)
