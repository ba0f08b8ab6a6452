internal import CharIO
internal import Foundation
internal import Yams

/// The corpora that can be fetched by name.
public struct Catalog: Equatable, Sendable {
  /// The entries, in the order of the file.
  public let entries: [CatalogEntry]

  /// Reads the catalog embedded in the program, `corpora/catalog.yaml`.
  ///
  /// - Throws: ``CatalogError/damaged(_:problem:)``.
  public init() throws {
    try self.init(yaml: PackageResources.catalog_yaml, name: "catalog.yaml")
  }

  /// Reads a catalog from a file.
  ///
  /// - Parameter path: A file in the format of `corpora/catalog.yaml`.
  /// - Throws: ``CatalogError``.
  public init(contentsOf path: String) throws {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw CatalogError.unreadable(path, reason: error.systemReason)
    }
    try self.init(yaml: Array(data), name: path)
  }

  package init(yaml: [UInt8], name: String) throws {
    do {
      entries = try YAMLDecoder().decode(
        [CatalogEntry].self, from: String(decoding: yaml, as: UTF8.self))
    } catch {
      throw CatalogError.damaged(name, problem: Self.words(error))
    }
    for entry in entries {
      if let problem = entry.problem {
        throw CatalogError.damaged(name, problem: "\(entry.name): \(problem)")
      }
    }
    guard Set(entries.map(\.name)).count == entries.count else {
      throw CatalogError.damaged(name, problem: "a name occurs twice")
    }
  }

  /// Returns the corpus with a name.
  ///
  /// - Parameter name: The name that the user typed.
  /// - Returns: The entry.
  /// - Throws: ``CatalogError/unknown(_:known:)``.
  public func entry(_ name: String) throws -> CatalogEntry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw CatalogError.unknown(name, known: entries.map(\.name))
    }
    return entry
  }

  private static func words(_ error: any Error) -> String {
    guard case DecodingError.dataCorrupted(let context) = error else {
      return place(error) ?? "is not a list of corpora"
    }
    // An empty path means that the YAML itself is malformed.
    return context.codingPath.isEmpty
      ? "is not a YAML list of corpora" : place(context.codingPath) + "unknown value"
  }

  private static func place(_ error: any Error) -> String? {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      "\(place(context.codingPath))\(key.stringValue) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\(place(context.codingPath))the value has the wrong type"
    default: nil
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.map { key in key.intValue.map { "entry \($0 + 1): " } ?? "\(key.stringValue): " }.joined()
  }
}
