internal import CharIO
internal import Foundation

/// The metadata of a model's card: the lines `KEY: VALUE` between two lines `---` at the start of its `README.md`.
public struct ModelCard: Equatable, Sendable {
  /// The values by key.
  public let values: [String: String]

  /// The kind of text that the model writes, such as `poems`.
  public var kind: String? { values["kind"] }
  /// The language of the text, such as `zh`.
  public var language: String? { values["language"] }

  /// Reads the card of a model directory; a missing card has no values.
  ///
  /// - Parameter directory: the path of the directory.
  public init(ofModelIn directory: String) {
    let bytes = (try? AtomicFile.read("\(directory)/README.md")) ?? []
    self.init(String(decoding: bytes, as: UTF8.self))
  }

  /// Reads the text of a card.
  ///
  /// - Parameter text: the content of `README.md`.
  public init(_ text: String) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var values: [String: String] = [:]
    if lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") {
      for line in lines[1..<end] {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2 else { continue }
        values[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces)
      }
    }
    self.values = values
  }
}
