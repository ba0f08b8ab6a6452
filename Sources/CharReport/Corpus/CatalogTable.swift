package import CharCorpus
package import CharIO

/// The public corpora of a catalog.
package struct CatalogTable: PrintedResult {
  private let entries: [CatalogEntry]

  /// Creates a table.
  ///
  /// - Parameter catalog: the catalog.
  package init(_ catalog: Catalog) { entries = catalog.entries }

  /// A line for each corpus.
  package var text: String {
    let rows = entries.map { entry in
      [
        entry.name, entry.bytes?.grouped ?? "?", entry.license,
        entry.title + (entry.sha256 == nil ? " (no checksum)" : ""),
      ]
    }
    return TextTable([["name", "bytes", "licence", "what it is"]] + rows, numbers: [1]).text
  }

  /// All that the catalog knows, with stable keys.
  package var json: JSON { .object([("corpora", .array(entries.map(Self.object)))]) }

  private static func object(_ entry: CatalogEntry) -> JSON {
    .object([
      ("name", .string(entry.name)), ("title", .string(entry.title)), ("url", .string(entry.url)),
      ("bytes", .optional(entry.bytes)), ("sha256", entry.sha256.map(JSON.string) ?? .null),
      ("licence", .string(entry.license)), ("file", .string(entry.file)),
      ("unit", .string(entry.unit)), ("boundary", .string(entry.boundary)),
    ])
  }
}
