package import CharIO

extension Console {
  /// Writes a sentence to standard error; on a terminal its lines break between words.
  ///
  /// - Parameter text: the sentence.
  package static func sentence(_ text: String) {
    note(isTerminal ? text.wrapped(to: width).joined(separator: "\n") : text)
  }
}
