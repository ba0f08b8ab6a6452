internal import CharText

/// The units in which texts are compared and their lengths counted.
public enum TextUnits: String, CaseIterable, Sendable {
  /// Unicode scalars, spaces included.
  case character
  /// Runs of characters between spaces.
  case word

  /// Cuts a text into its units.
  func units(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    switch self {
    case .word: text.split(whereSeparator: \.isBlank)
    case .character:
      // A byte that continues a scalar does not start one.
      text.indices.filter { text[$0] & 0xC0 != 0x80 }.map { start in
        text[start..<(text[(start + 1)...].firstIndex { $0 & 0xC0 != 0x80 } ?? text.count)]
      }
    }
  }

  /// Counts insertions, deletions and substitutions between two texts.
  ///
  /// - Parameters:
  ///   - text: the text to judge.
  ///   - reference: the correct text.
  /// - Returns: the fewest edits that make one from the other (Levenshtein 1966).
  public func errors(in text: [UInt8], reference: [UInt8]) -> Int {
    units(of: text).editDistance(to: units(of: reference))
  }
}
