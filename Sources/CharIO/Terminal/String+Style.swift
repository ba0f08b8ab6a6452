extension String {
  /// Returns the text in an ANSI style, such as `36` for cyan or `1;36` for bold cyan.
  ///
  /// - Parameters:
  ///   - style: the codes of the style.
  ///   - isStyled: false leaves the text unchanged.
  /// - Returns: the text with escape sequences around it.
  package func styled(_ style: String, if isStyled: Bool = true) -> String {
    isStyled && !isEmpty ? "\u{1B}[\(style)m\(self)\u{1B}[0m" : self
  }
}
