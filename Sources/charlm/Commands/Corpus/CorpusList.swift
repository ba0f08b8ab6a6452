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

  func run() throws { try Console.show(CatalogTable(catalog.load()), asJSON: json) }
}

/// The catalog.
struct CatalogOption: ParsableArguments {
  @Option(help: "A catalog in YAML. (default: the one that is part of charlm)")
  var catalog: String?

  func load() throws -> Catalog {
    try catalog.map { try Catalog(contentsOf: $0) } ?? Catalog()
  }
}
