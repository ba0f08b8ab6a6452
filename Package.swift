// swift-tools-version: 6.2
import PackageDescription

// Settings of every Swift target: Swift 6 mode comes with the tools version; raw memory must be marked
// `unsafe`; the upcoming features are those of the next language mode.
let settings: [SwiftSetting] =
  [
    .strictMemorySafety(),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
  + (Context.environment["CHARLM_WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)])

// Homebrew keeps headers where the compiler does not look unless pkg-config says so; Debian keeps them
// where it does, and has no pkg-config file for oneDNN.
#if os(macOS)
  let (oneDNN, utf8proc, zstd): (String?, String?, String?) = ("dnnl", "libutf8proc", "libzstd")
#else
  let (oneDNN, utf8proc, zstd): (String?, String?, String?) = (nil, nil, nil)
#endif

/// A library target and its tests, which may use the shared test support.
func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// Tests that compute little are not optimized: compiling them would take longer than it gains.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [],
  computes: Bool = false
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["TestSupport"], resources: resources,
    swiftSettings: settings + (computes ? [] : [.unsafeFlags(["-Onone"])]))
}

// Verse forms that are part of CharForms.
let forms = [
  "ballad", "busuanzi", "changxiangsi", "couplet", "dielianhua", "haiku", "haiku_kana",
  "huanxisha", "limerick", "pusaman", "qijue", "qilv", "qingpingyue", "rumengling", "song",
  "sonnet", "swift-function", "tune", "wujue", "wulv", "xijiangyue", "yijiangnan", "zhegutian",
]

// Files that are part of CharServer: the description of its routes, and the writer's page.
let served = [
  "choices.js", "documents.js", "editor.js", "history.js", "icon.svg", "language.js",
  "openapi.yaml", "page.css", "page.html", "page.js", "panels.js", "server.js", "settings.js",
  "theme.js",
]

let package = Package(
  name: "charlm",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "charlm", targets: ["charlm"]),
    .executable(name: "charlm-server", targets: ["charlm-server"]),
    .library(name: "CharText", targets: ["CharText"]),
    .library(name: "CharForms", targets: ["CharForms"]),
    .library(name: "CharNGram", targets: ["CharNGram"]),
    .library(name: "CharCorpus", targets: ["CharCorpus"]),
    .library(name: "CharNetwork", targets: ["CharNumerics", "CharNetwork"]),
    .library(name: "CharAutodiff", targets: ["CharAutodiff"]),
    .library(name: "CharLM", targets: ["CharLM"]),
    .library(name: "CharTraining", targets: ["CharTraining"]),
    .library(name: "CharReport", targets: ["CharReport"]),
    .library(name: "CharServer", targets: ["CharServer"]),
  ],
  traits: [
    .trait(
      name: "oneDNN", description: "Matrix products of the oneDNN library where it is faster."),
    .trait(
      name: "MPI", description: "Training on several machines: `mpirun charlm train`."),
    .default(enabledTraits: ["oneDNN"]),
  ],
  dependencies: [
    // Command-line parsing, help and completion.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    // YAML, of which JSON is a part: run files and the catalogue of corpora.
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    // The server: HTTP, the life of its services, its log.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.14.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.9.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
  ],
  targets: [
    // System libraries.
    .systemLibrary(
      name: "COneDNN", pkgConfig: oneDNN, providers: [.apt(["libdnnl-dev"]), .brew(["onednn"])]),
    .systemLibrary(
      name: "CUTF8Proc", pkgConfig: utf8proc,
      providers: [.apt(["libutf8proc-dev"]), .brew(["utf8proc"])]),
    // Part of glibc and musl; macOS has it as a library of its own.
    .systemLibrary(name: "CIconv"),
    .systemLibrary(name: "CMessageDigest", providers: [.apt(["libmd-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CZstd", pkgConfig: zstd, providers: [.apt(["libzstd-dev"]), .brew(["zstd"])]),

    // Libraries, lowest first; arrows point one way.
    .target(
      name: "CKernels",
      dependencies: [.target(name: "COneDNN", condition: .when(traits: ["oneDNN"]))],
      cSettings: [.define("CHARLM_ONEDNN", .when(traits: ["oneDNN"]))],
      linkerSettings: [
        .linkedLibrary("dnnl", .when(traits: ["oneDNN"])),
        .linkedLibrary("m", .when(platforms: [.linux])),
      ]),
    // Empty without the trait, so that nothing looks for MPI.
    .target(
      name: "CMPI", cSettings: [.define("CHARLM_MPI", .when(traits: ["MPI"]))],
      linkerSettings: [.linkedLibrary("mpi", .when(traits: ["MPI"]))]),
    // Tables of rhymes, tones, pronunciations and readings, embedded by the compiler.
    .target(name: "CTables", exclude: ["NOTICE", "chinese.bin", "english.bin", "pinyin.bin"]),
    library("CharIO", [.target(name: "CMessageDigest", condition: .when(platforms: [.linux]))]),
    library("CharSettings", []),
    library("CharNumerics", ["CKernels", "CharIO"]),
    .target(
      name: "CharText",
      dependencies: ["CharIO", "CharSettings", "CIconv", "CUTF8Proc", "CZlib", "CZstd"],
      swiftSettings: settings,
      linkerSettings: [.linkedLibrary("iconv", .when(platforms: [.macOS]))]),
    .target(
      name: "CharForms",
      dependencies: ["CharText", "CharIO", "CTables", .product(name: "Yams", package: "Yams")],
      resources: forms.map { .embedInCode("Resources/\($0).yaml") }, swiftSettings: settings),
    library("CharNGram", ["CharText"]),
    .target(
      name: "CharCorpus",
      dependencies: [
        "CharText", "CharNGram", "CharIO", .product(name: "Yams", package: "Yams"),
      ],
      // corpora/catalog.yaml, by a link.
      resources: [.embedInCode("catalog.yaml")], swiftSettings: settings),
    library(
      "CharMPI", ["CharNumerics", .target(name: "CMPI", condition: .when(traits: ["MPI"]))]),
    library("CharAutodiff", []),
    library("CharOracle", ["CharNetwork", "CharNumerics", "CharAutodiff"]),
    library("CharNetwork", ["CharNumerics", "CharIO", "CharSettings"]),
    library(
      "CharLM",
      [
        "CharForms", "CharText", "CharNGram", "CharNetwork", "CharNumerics", "CharIO",
        "CharSettings",
      ]),
    library(
      "CharTraining",
      [
        "CharLM", "CharNGram", "CharText", "CharNetwork", "CharNumerics", "CharIO",
        "CharSettings", .product(name: "Yams", package: "Yams"),
      ]),
    library(
      "CharReport",
      [
        "CharTraining", "CharCorpus", "CharLM", "CharNGram", "CharText", "CharNetwork",
        "CharNumerics", "CharAutodiff", "CharOracle", "CharIO",
      ]),
    library("CharWriting", ["CharLM", "CharForms", "CharText", "CharIO", "CharSettings"]),

    // The command.
    .executableTarget(
      name: "charlm",
      dependencies: [
        "CharReport", "CharWriting", "CharTraining", "CharLM", "CharForms", "CharNGram", "CharText",
        "CharCorpus", "CharNetwork", "CharNumerics", "CharMPI", "CharAutodiff", "CharOracle",
        "CharIO", "CharSettings",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: settings),

    // The server, which the command does not wait for when it is built alone.
    .target(
      name: "CharServer",
      dependencies: [
        "CharLM", "CharForms", "CharText", "CharNumerics", "CharIO", "CharSettings",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      resources: served.map { .embedInCode("Resources/\($0)") }, swiftSettings: settings),
    .executableTarget(
      name: "charlm-server",
      dependencies: [
        "CharServer", "CharNumerics",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: settings),

    // Tests, a suite a target.
    .target(
      name: "TestSupport", dependencies: ["CharNetwork", "CharNumerics"],
      path: "Tests/TestSupport", swiftSettings: settings),
    tests("CharIOTests", ["CharIO"]),
    tests("CharNumericsTests", ["CharNumerics"], computes: true),
    tests("CharAutodiffTests", ["CharAutodiff", "CharNumerics"]),
    tests("CharTextTests", ["CharText"], resources: [.copy("Fixtures")]),
    tests("CharFormsTests", ["CharForms", "CharText"], computes: true),
    tests("CharNGramTests", ["CharNGram", "CharText"]),
    tests(
      "CharCorpusTests", ["CharCorpus", "CharNGram", "CharText"], resources: [.copy("server.py")]),
    tests(
      "CharNetworkTests", ["CharNetwork", "CharNumerics", "CharOracle"],
      resources: [.copy("Fixtures")], computes: true),
    tests(
      "CharLMTests",
      [
        "CharLM", "CharForms", "CharNGram", "CharText", "CharNetwork", "CharNumerics", "CharOracle",
        "CharSettings",
      ],
      resources: [.copy("Fixtures")], computes: true),
    tests(
      "CharTrainingTests",
      [
        "CharTraining", "CharLM", "CharNGram", "CharText", "CharNetwork", "CharNumerics",
        "CharSettings",
      ]),
    tests(
      "CharReportTests",
      [
        "CharReport", "CharTraining", "CharCorpus", "CharLM", "CharText", "CharNetwork",
        "CharNumerics", "CharAutodiff",
      ]),
    tests("CharWritingTests", ["CharWriting", "CharLM", "CharForms", "CharText", "CharIO"]),
    tests(
      "CharServerTests",
      [
        "CharServer", "CharLM", "CharNetwork", "CharNumerics", "CharText", "CharIO",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    // Runs the built command as a user does, and does not wait for it to be compiled.
    tests(
      "charlmTests",
      ["CharIO", "CharLM", "CharTraining", "CharNetwork", "CharNumerics", "CharSettings"]),
  ]
)

// The lower layers and their tests alone, for scripts/test-sanitized.
if Context.environment["CHARLM_LOWER_LAYERS"] != nil {
  let kept: Set = [
    "CIconv", "CMessageDigest", "COneDNN", "CUTF8Proc", "CZlib", "CZstd", "CKernels", "CharIO",
    "CharSettings", "CharNumerics", "CharText", "CharNetwork", "TestSupport", "CharIOTests",
    "CharNumericsTests", "CharTextTests",
  ]
  package.targets.removeAll { !kept.contains($0.name) }
  (package.products, package.dependencies) = ([], [])
}

// Without the server, whose HTTP stack takes minutes to build, for .ci/run.
if Context.environment["CHARLM_WITHOUT_SERVER"] != nil {
  let isOfServer: (String) -> Bool = { $0.hasPrefix("CharServer") || $0 == "charlm-server" }
  package.targets.removeAll { isOfServer($0.name) }
  package.products.removeAll { isOfServer($0.name) }
  package.dependencies.removeLast(max(0, package.dependencies.count - 2))
}
