/// Makes labels of a text by taking some of its characters away: what stood after a character becomes
/// its label.
///
/// Taking away punctuation gives what a model learns to restore punctuation from; taking away spaces,
/// what it learns to find words from. ``insert(_:_:outside:)`` is the way back.
public struct LabelsFromText: Sendable {
  private let unit: TextUnit
  private let removed: Set<[UInt8]>
  private let outside: String
  private let keepsRuns: Bool

  /// - Parameters:
  ///   - removed: the characters that are taken away.
  ///   - unit: what a character is.
  ///   - outside: the label of a character that none of them follows.
  ///   - keepsRuns: whether several of them in a row are one label; otherwise the first one is.
  public init(removing removed: String, unit: TextUnit, outside: String, keepsRuns: Bool) {
    self.unit = unit
    self.removed = Set(unit.characters(of: removed).map { Array($0.utf8) })
    self.outside = outside
    self.keepsRuns = keepsRuns
  }

  /// The characters of a line that stay, and their labels.
  ///
  /// - Parameter line: a line without its end.
  /// - Returns: characters and labels, and how many were taken away before the first that stays, where
  ///   there is nothing to label with them.
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

  /// The text in which every label follows its character.
  ///
  /// - Parameters:
  ///   - characters: of the text.
  ///   - labels: as many labels.
  ///   - outside: the label that stands for nothing.
  /// - Returns: characters and labels in turn.
  public static func insert(
    _ characters: [String], _ labels: [String], outside: String?
  ) -> String {
    zip(characters, labels).reduce(into: "") { text, pair in
      text += pair.0
      if pair.1 != outside { text += pair.1 }
    }
  }
}
