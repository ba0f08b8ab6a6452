internal import CharText

/// Text from outside, such as the name of a file, must not steer the terminal.
extension String {
  /// With controls written out as `\u{1B}`, but for line feeds and tabs.
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

  /// The name of a file in one line, with controls written out.
  package var shownName: String {
    withoutControls.replacing("\n", with: "\\n").replacing("\t", with: "\\t")
  }
}

extension Unicode.Scalar {
  /// Whether it is one of C0, C1 or DEL.
  package var isControl: Bool { value < 0x20 || (0x7F..<0xA0).contains(value) }
}
