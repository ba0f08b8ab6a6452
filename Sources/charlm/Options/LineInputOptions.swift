import ArgumentParser
import CharText

/// Options for reading lines of text.
struct LineInputOptions: ParsableArguments {
  @OptionGroup var invalid: InvalidOption
  @OptionGroup var encodingOption: EncodingOption

  /// The handling of bytes that are not UTF-8.
  var policy: InvalidUTF8Policy { invalid.invalid ?? .error }

  /// Opens lines.
  ///
  /// - Parameters:
  ///   - path: the file; nil or `-` = standard input.
  ///   - text: the model's text settings; nil = UTF-8.
  ///   - isQuiet: true if nothing is printed before all lines are read.
  /// - Returns: the lines.
  /// - Throws: `FileError` or `CorpusError`.
  func open(
    _ path: String?, for text: TextConfiguration? = nil, isQuiet: Bool = false
  ) throws -> LineInput {
    try LineInput(
      LineBatches(
        path ?? "-", invalid: policy, for: text, encoding: encodingOption.encoding),
      isQuiet: isQuiet)
  }
}
