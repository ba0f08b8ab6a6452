/// Lines of Python from string literals, with Swift's `if`, `switch` and `for` around them.
///
///     @PythonLines var loop: String {
///       """
///       for layer in self.input_layers:
///       """
///       if isDeep { "    x = torch.tanh(layer(x))" }
///     }
@resultBuilder
enum PythonLines {
  static func buildExpression(_ text: String) -> [String] { [text] }
  static func buildExpression(_ lines: [String]) -> [String] { lines }
  static func buildBlock(_ parts: [String]...) -> [String] { parts.flatMap { $0 } }
  static func buildOptional(_ part: [String]?) -> [String] { part ?? [] }
  static func buildEither(first part: [String]) -> [String] { part }
  static func buildEither(second part: [String]) -> [String] { part }
  static func buildArray(_ parts: [[String]]) -> [String] { parts.flatMap { $0 } }
  static func buildFinalResult(_ lines: [String]) -> [String] { lines }
  static func buildFinalResult(_ lines: [String]) -> String { lines.joined(separator: "\n") }
}

extension String {
  /// Returns the text with each line that is not empty indented.
  func indented(_ columns: Int) -> String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : String(repeating: " ", count: columns) + $0 }
      .joined(separator: "\n")
  }
}
