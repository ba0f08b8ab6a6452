package import CharIO

/// A result: text for people, an object for programs.
package protocol PrintedResult {
  /// The lines for people, each with its end.
  var text: String { get }
  /// The object.
  var json: JSON { get }
}

extension Console {
  /// Writes a result to standard output.
  ///
  /// - Parameters:
  ///   - result: the result.
  ///   - asJSON: true for the object on one line, false for the text.
  /// - Throws: `FileError`.
  package static func show(_ result: some PrintedResult, asJSON: Bool) throws {
    try asJSON ? line(result.json.text) : write(result.text)
  }
}
