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
    let (found, expected) = (units(of: text), units(of: reference))
    var row = Array(0...expected.count)
    for (i, unit) in found.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in expected.enumerated() {
        let edits = min(row[j] + 1, row[j + 1] + 1, diagonal + (unit == other ? 0 : 1))
        diagonal = row[j + 1]
        row[j + 1] = edits
      }
    }
    return row[expected.count]
  }
}
