/// Wording of a program: libraries name settings in backquotes, and a program has flags or fields.
package struct ProgramWords: Sendable {
  /// Puts a sentence of a library into the terms of the program.
  package let wording: @Sendable (String) -> String
  /// Prints a warning, which is worded already.
  private let warning: @Sendable (String) -> Void

  /// Creates the words of a program.
  ///
  /// - Parameters:
  ///   - wording: puts a sentence of a library into the terms of the program.
  ///   - warning: prints a warning.
  package init(
    wording: @escaping @Sendable (String) -> String, warning: @escaping @Sendable (String) -> Void
  ) {
    (self.wording, self.warning) = (wording, warning)
  }

  /// Warns.
  ///
  /// - Parameter text: a sentence of a library.
  package func warn(_ text: String) { warning(wording(text)) }
}
