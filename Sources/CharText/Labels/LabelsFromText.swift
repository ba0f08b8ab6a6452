/// Derives labels from a text by removing some of its characters: the removed character becomes the
/// label of its predecessor.
///
/// Removing punctuation yields training data for restoring punctuation; removing spaces, for word
/// segmentation. ``insert(_:_:outside:)`` is the inverse.
public struct LabelsFromText: Sendable {
  private let unit: TextUnit
  private let removed: Set<[UInt8]>
  private let outside: String
  private let keepsRuns: Bool

  /// - Parameters:
  ///   - removed: The characters to remove.
  ///   - unit: The unit of a character.
  ///   - outside: The label of a character that no removed one follows.
  ///   - keepsRuns: Whether a run of removed characters is one label; otherwise its first character
  ///     is.
  public init(removing removed: String, unit: TextUnit, outside: String, keepsRuns: Bool) {
    self.unit = unit
    self.removed = Set(unit.characters(of: removed).map { Array($0.utf8) })
    self.outside = outside
    self.keepsRuns = keepsRuns
  }

  /// Returns the remaining characters of a line and their labels.
  ///
  /// - Parameter line: A line without its end.
  /// - Returns: The characters with labels, and the number of characters removed before the first
  ///   remaining one, which are lost.
  public func labels(of line: String) -> (pairs: [(character: String, label: String)], lost: Int) {
    var pairs: [(character: String, label: String)] = []
    var lost = 0
    var isInRun = false
    for character in unit.characters(of: line) {
      guard removed.contains(Array(character.utf8)) else {
        pairs.append((character, outside))
        isInRun = false
        continue
      }
      guard let last = pairs.indices.last else {
        lost += 1
        continue
      }
      if !isInRun {
        pairs[last].label = character
      } else if keepsRuns {
        pairs[last].label += character
      }
      isInRun = true
    }
    return (pairs, lost)
  }

  /// Returns the text in which every label follows its character.
  ///
  /// - Parameters:
  ///   - characters: The characters.
  ///   - labels: One label for each character.
  ///   - outside: The label that inserts nothing.
  /// - Returns: The text.
  public static func insert(
    _ characters: [String], _ labels: [String], outside: String?
  ) -> String {
    zip(characters, labels).reduce(into: "") { text, pair in
      text += pair.0
      if pair.1 != outside { text += pair.1 }
    }
  }
}
