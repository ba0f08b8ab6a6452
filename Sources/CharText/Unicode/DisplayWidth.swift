extension String {
  /// The number of terminal columns of the text: two for a wide character such as 中, none for a
  /// mark.
  package var displayWidth: Int {
    unicodeScalars.reduce(0) { $0 + UTF8Proc.width($1.value) }
  }

  /// Returns the text padded with spaces on the right or on the left to a width.
  package func padded(to width: Int, isRight: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, width - displayWidth))
    return isRight ? spaces + self : self + spaces
  }
}
