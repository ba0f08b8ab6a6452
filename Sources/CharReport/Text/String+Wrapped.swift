internal import CharText

extension String {
  /// Returns the text in lines that break between words.
  ///
  /// - Parameters:
  ///   - width: the columns of a line.
  ///   - indent: what each line but the first begins with.
  ///   - column: the column that the first line begins in.
  /// - Returns: the lines, at least one; a word that is too wide has a line of its own.
  package func wrapped(to width: Int, indent: String = "  ", from column: Int = 0) -> [String] {
    var result: [String] = []
    var line = ""
    var used = column
    var isEmpty = true
    for word in split(separator: " ", omittingEmptySubsequences: false) {
      let size = String(word).displayWidth
      if !isEmpty, used + 1 + size > width {
        result.append(line)
        (line, used, isEmpty) = (indent, indent.displayWidth, true)
      }
      line += (isEmpty ? "" : " ") + word
      used += size + (isEmpty ? 0 : 1)
      isEmpty = false
    }
    return result + [line]
  }
}
