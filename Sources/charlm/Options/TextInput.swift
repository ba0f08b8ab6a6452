import CharIO
import CharText

/// Text that a command reads whole from a file or from standard input; warnings about it are printed.
enum TextInput {
  /// Reads text in UTF-8, without a byte order mark. Flags of encodings do not apply to it.
  static func read(_ path: String) throws -> String { try whole(path).string }

  /// Reads text in UTF-8, without a byte order mark.
  static func whole(_ path: String) throws -> WholeText {
    do { return try warning(WholeText(contentsOf: path)) } catch let error as CorpusError {
      throw Failure(EncodingAdvice.messageWithoutFlags(error))
    }
  }

  /// Reads text for a model.
  static func read(
    _ path: String, for tokenizer: Tokenizer, invalid: InvalidUTF8Policy = .error,
    encoding: TextEncoding? = nil
  ) throws -> WholeText {
    try warning(
      WholeText(
        contentsOf: path, for: tokenizer.configuration, invalid: invalid, encoding: encoding))
  }

  private static func warning(_ text: WholeText) -> WholeText {
    Console.warn(text.warnings)
    return text
  }
}
