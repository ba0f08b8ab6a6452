internal import CharText

/// External text, such as a file name, must not control the terminal.
extension String {
  /// The text with controls escaped as `\u{1B}`, except line feeds and tabs.
  package var withoutControls: String {
    var result = ""
    for scalar in unicodeScalars {
      if scalar.isControl, scalar != "\n", scalar != "\t" {
        result += Vocabulary.displayName(of: Array(String(scalar).utf8))
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A file name in one line, with controls escaped.
  package var shownName: String {
    withoutControls.replacing("\n", with: "\\n").replacing("\t", with: "\\t")
  }
}

extension Unicode.Scalar {
  /// True for C0 and C1 controls and DEL.
  package var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }
}
