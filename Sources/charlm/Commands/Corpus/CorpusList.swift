import ArgumentParser
import CharCorpus
import CharIO
import CharReport

/// The command `charlm corpus list`.
struct CorpusList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the public corpora that can be fetched by name.")

  @OptionGroup var catalog: CatalogOption

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let entries = try catalog.load().entries
    guard !json else {
      try Console.line(JSON.object([("corpora", .array(entries.map(Self.json)))]).text)
      return
    }
    let rows = entries.map { entry in
      [
        entry.name, entry.bytes?.grouped ?? "?", entry.license,
        entry.title + (entry.sha256 == nil ? " (no checksum)" : ""),
      ]
    }
    try Console.write(
      TextTable([["name", "bytes", "licence", "what it is"]] + rows, numbers: [1]).text)
  }

  private static func json(_ entry: CatalogEntry) -> JSON {
    .object([
      ("name", .string(entry.name)), ("title", .string(entry.title)), ("url", .string(entry.url)),
      ("bytes", .optional(entry.bytes)), ("sha256", entry.sha256.map(JSON.string) ?? .null),
      ("licence", .string(entry.license)), ("file", .string(entry.file)),
      ("unit", .string(entry.unit)), ("boundary", .string(entry.boundary)),
    ])
  }
}

/// The catalog.
struct CatalogOption: ParsableArguments {
  @Option(help: "A catalog in YAML. (default: the one that is part of charlm)")
  var catalog: String?

  func load() throws -> Catalog {
    try catalog.map { try Catalog(contentsOf: $0) } ?? Catalog()
  }
}
