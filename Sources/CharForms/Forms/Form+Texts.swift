internal import CharText

extension Form {
  /// Divides a file into the texts that are to have the form.
  ///
  /// - Parameter text: the file: a text on each line; of a form of several lines, texts with empty lines between them;
  ///   of a form with empty lines, one text.
  /// - Returns: the texts.
  package func texts(in text: String) -> [String] {
    let lines = text.lines
    guard hasLineBreaks else { return lines.filter { !$0.isEmpty } }
    if hasEmptyLines { return [lines.joined(separator: "\n")] }
    return lines.split(separator: "").map { $0.joined(separator: "\n") }
  }
}
