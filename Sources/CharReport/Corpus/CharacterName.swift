internal import CharText

/// Readable forms of characters: glyph, code and name.
package enum CharacterName {
  /// Returns the character itself if it is visible.
  static func shown(_ scalar: UInt32) -> String {
    if scalar == 0x20 { return "␣" }
    guard let found = Unicode.Scalar(scalar) else { return "" }
    return Vocabulary.displayName(of: Array(String(Character(found)).utf8))
  }

  /// Returns the code as `U+00E9`.
  static func code(_ scalar: UInt32) -> String {
    let digits = String(scalar, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Lists texts with glyph and code: `é (U+00E9)`.
  package static func list(_ pieces: [String]) -> String {
    let shown = pieces.prefix(10).map { piece in
      let isVisible = piece.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
      let codes = piece.unicodeScalars.map { code($0.value) }.joined(separator: " ")
      return "\(isVisible ? piece + " " : "")(\(codes))"
    }
    let rest = pieces.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }

  /// Returns the Unicode name, or a common name if there is none.
  static func name(_ scalar: UInt32) -> String {
    guard let properties = Unicode.Scalar(scalar)?.properties else { return "no character" }
    if let name = properties.name ?? properties.nameAlias { return name }
    if let name = controls[scalar] { return name }
    return switch properties.generalCategory {
    case .control: "control character"
    case .privateUse: "private use"
    case .unassigned: "unassigned"
    default: "no name"
    }
  }

  /// Common names of controls, which have no Unicode names.
  private static let controls: [UInt32: String] = [
    0x00: "NULL", 0x08: "BACKSPACE", 0x09: "TAB", 0x0A: "LINE FEED", 0x0B: "LINE TABULATION",
    0x0C: "FORM FEED", 0x0D: "CARRIAGE RETURN", 0x1A: "SUBSTITUTE", 0x1B: "ESCAPE", 0x7F: "DELETE",
    0x85: "NEXT LINE",
  ]

  /// Replaces characters that move the cursor or change the text direction.
  static func printable(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control: result += scalar == "\t" ? " " : "·"
      case .format, .lineSeparator, .paragraphSeparator: break
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
