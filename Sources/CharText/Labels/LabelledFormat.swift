/// How labelled text is written down.
public enum LabelledFormat: String, Sendable {
  /// A character, a tab and its label on each line; an empty line ends a sequence.
  ///
  /// In either column `\s` is a space, `\t` a tab, `\n` a line feed, `\r` a return and `\\` a
  /// backslash; a space may stand for itself too.
  case columns
  /// A label, a tab and a text on each line; nothing in them is escaped, and empty lines do not count.
  case lines
}

extension LabelledFormat {
  /// A character or label as a column holds it.
  ///
  /// - Parameter text: what it is.
  /// - Returns: the same with escapes for white space and backslashes.
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

  /// What a column stands for, or nil if it holds an escape that is none.
  ///
  /// A backslash alone is a backslash.
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
