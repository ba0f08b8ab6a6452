extension String {
  /// Text in a style of ANSI's, such as `36` for cyan or `1;36` for bold cyan.
  ///
  /// - Parameters:
  ///   - style: the numbers of the style.
  ///   - isStyled: whether styles are welcome; if not, the text stays as it is.
  /// - Returns: the text with escape sequences around it.
  package func styled(_ style: String, if isStyled: Bool = true) -> String {
    isStyled && !isEmpty ? "\u{1B}[\(style)m\(self)\u{1B}[0m" : self
  }
}
