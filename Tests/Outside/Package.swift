// swift-tools-version: 6.2
import PackageDescription

// Another package, which sees what everybody sees: scripts/test builds and runs it.
let package = Package(
  name: "outside",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "charlm", path: "../..")],
  targets: [
    .executableTarget(
      name: "outside",
      dependencies: [
        "CharText", "CharNGram", "CharNetwork", "CharLM", "CharTraining", "CharReport",
      ].map { .product(name: $0, package: "charlm") })
  ]
)
