/// The file format of labeled text.
public enum LabeledFormat: String, Sendable {
  /// A character, a tab and its label on each line; an empty line ends a sequence.
  ///
  /// In either column `\s` is a space, `\t` a tab, `\n` a line feed, `\r` a carriage return and
  /// `\\` a backslash; spaces need not be escaped.
  case columns
  /// A label, a tab and a text on each line, without escapes; empty lines are ignored.
  case lines
}

extension LabeledFormat {
  /// Escapes a character or label for a column.
  ///
  /// - Parameter text: The character or label.
  /// - Returns: The text with escapes for white space and backslashes.
  public static func escape(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case " ": result += "\\s"
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\\": result += "\\\\"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Returns the unescaped content of a column, or nil if it contains an invalid escape.
  ///
  /// A single backslash represents itself.
  static func unescape(_ column: ArraySlice<UInt8>) -> [UInt8]? {
    let backslash = UInt8(ascii: "\\")
    guard column.contains(backslash), column.count > 1 else { return Array(column) }
    var result: [UInt8] = []
    var isEscaped = false
    for byte in column {
      guard isEscaped else {
        isEscaped = byte == backslash
        if !isEscaped { result.append(byte) }
        continue
      }
      switch byte {
      case UInt8(ascii: "s"): result.append(ASCII.space)
      case UInt8(ascii: "t"): result.append(ASCII.tab)
      case UInt8(ascii: "n"): result.append(ASCII.lineFeed)
      case UInt8(ascii: "r"): result.append(ASCII.carriageReturn)
      case backslash: result.append(backslash)
      default: return nil
      }
      isEscaped = false
    }
    return isEscaped ? nil : result
  }
}
