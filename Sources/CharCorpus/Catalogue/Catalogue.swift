internal import Foundation
internal import Yams

/// The corpora that can be fetched by name.
public struct Catalogue: Equatable, Sendable {
  /// All of them, in the order of the file.
  public let entries: [CatalogueEntry]

  /// Reads `corpora/catalog.yaml`, which is part of the program.
  ///
  /// - Throws: ``CatalogueError/damaged(_:problem:)``.
  public init() throws {
    try self.init(yaml: PackageResources.catalog_yaml, name: "catalog.yaml")
  }

  /// Reads another catalogue.
  ///
  /// - Parameter path: A file of the same form.
  /// - Throws: ``CatalogueError``.
  public init(contentsOf path: String) throws {
    let data: Data
    do { data = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw CatalogueError.unreadable(path, reason: error.shortReason)
    }
    try self.init(yaml: Array(data), name: path)
  }

  package init(yaml: [UInt8], name: String) throws {
    do {
      entries = try YAMLDecoder().decode(
        [CatalogueEntry].self, from: String(decoding: yaml, as: UTF8.self))
    } catch {
      throw CatalogueError.damaged(name, problem: Self.words(error))
    }
    for entry in entries {
      if let problem = entry.problem {
        throw CatalogueError.damaged(name, problem: "\(entry.name): \(problem)")
      }
    }
    guard Set(entries.map(\.name)).count == entries.count else {
      throw CatalogueError.damaged(name, problem: "a name stands twice")
    }
  }

  /// The corpus of a name.
  ///
  /// - Parameter name: What was typed.
  /// - Returns: The entry.
  /// - Throws: ``CatalogueError/unknown(_:known:)``.
  public func entry(_ name: String) throws -> CatalogueEntry {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw CatalogueError.unknown(name, known: entries.map(\.name))
    }
    return entry
  }

  private static func words(_ error: any Error) -> String {
    guard case DecodingError.dataCorrupted(let context) = error else {
      return place(error) ?? "it is no list of corpora"
    }
    // Without a path it is YAML itself that cannot be read.
    return context.codingPath.isEmpty
      ? "it is no list of corpora in YAML" : place(context.codingPath) + "there is no such value"
  }

  private static func place(_ error: any Error) -> String? {
    switch error {
    case DecodingError.keyNotFound(let key, let context):
      "\(place(context.codingPath))\(key.stringValue) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\(place(context.codingPath))what stands there is of another kind"
    default: nil
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    path.map { key in key.intValue.map { "entry \($0 + 1): " } ?? "\(key.stringValue): " }.joined()
  }
}
