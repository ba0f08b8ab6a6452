extension String {
  /// Columns that the text takes on a terminal: two for a wide character such as 中, none for a mark.
  package var displayWidth: Int {
    unicodeScalars.reduce(0) { $0 + UTF8Proc.width($1.value) }
  }

  /// The text with spaces after it, or before it, up to a width.
  package func padded(to width: Int, isRight: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, width - displayWidth))
    return isRight ? spaces + self : self + spaces
  }
}
