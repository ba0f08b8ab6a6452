package import CharIO
package import CharLM
internal import Foundation

/// A model that is known by name, with facts to choose by.
package struct InstalledModel {
  /// The name of the model.
  package let name: String
  /// The directory of the model.
  package let directory: String
  /// The metadata of its card.
  package let card: ModelCard
  /// The number of weights; nil of an n-gram model.
  package let parameters: Int?
  /// The size of its files in bytes.
  package let bytes: Int

  /// Reads the facts of a model directory.
  ///
  /// - Parameters:
  ///   - name: the name of the model.
  ///   - directory: its path.
  /// - Throws: `FileError`.
  package init(name: String, directory: String) throws {
    self.name = name
    self.directory = directory
    card = ModelCard(ofModelIn: directory)
    parameters = try ModelConfiguration(ofModelIn: directory).parameterCount
    let files = try FileManager.default.contentsOfDirectory(atPath: directory)
    bytes = try files.reduce(0) { sum, file in
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(file)")
      return sum + (attributes[.size] as? Int ?? 0)
    }
  }

  /// The facts as JSON; those that the card does not state are null.
  package var json: JSON {
    .object([
      ("name", .string(name)), ("path", .string(directory)),
      ("kind", card.kind.map(JSON.string) ?? .null),
      ("language", card.language.map(JSON.string) ?? .null),
      ("parameters", .optional(parameters)), ("bytes", .integer(bytes)),
    ])
  }

  /// Returns a table with a row for each model.
  ///
  /// - Parameter models: the models.
  /// - Returns: the table.
  package static func table(_ models: [InstalledModel]) -> TextTable {
    let rows = models.map { model in
      [
        model.name, model.card.kind ?? "", model.card.language ?? "",
        model.parameters?.grouped ?? "", (Double(model.bytes) / 1e6).fixed(1),
      ]
    }
    return TextTable([["name", "kind", "language", "parameters", "MB"]] + rows, numbers: [3, 4])
  }
}
