import CharLM
import CharIO
import CharText
import Foundation

/// Text that a command reads from a file or from standard input.
enum TextInput {
  /// Reads all bytes of a file, or of standard input for `-`.
  static func bytes(_ path: String) throws -> [UInt8] {
    guard path == "-" else { return try AtomicFile.read(path) }
    do {
      return Array(try FileHandle.standardInput.readToEnd() ?? Data())
    } catch {
      throw FileError(
        path: "standard input", problem: "cannot be read: \(error.systemReason)")
    }
  }

  /// Reads text in UTF-8, without a byte order mark. Flags of encodings do not apply to it.
  static func read(_ path: String) throws -> String {
    let text: [UInt8]
    do { text = try read(path, handling: .fail) } catch let error as CorpusError {
      throw Failure(EncodingAdvice.messageWithoutFlags(error))
    }
    let mark = UTF8Sequence.byteOrderMark
    return String(decoding: text.dropFirst(text.starts(with: mark) ? mark.count : 0), as: UTF8.self)
  }

  /// Reads text for a model: any bytes for a byte model, otherwise UTF-8, without a byte order
  /// mark.
  static func read(
    _ path: String, for tokenizer: Tokenizer, invalid: InvalidUTF8Policy = .error,
    encoding: TextEncoding? = nil
  ) throws -> [UInt8] {
    let handling = TextCheck.Handling(invalid, tokenizer.configuration)
    guard let encoding else {
      return tokenizer.withoutByteOrderMark(try read(path, handling: handling))
    }
    var source = try TextSource(path, encoding: encoding, invalid: invalid)
    let converted = try source.readAll()
    for warning in source.warnings { Console.warning(warning) }
    return tokenizer.withoutByteOrderMark(try read(converted, path, handling: handling))
  }

  private static func read(_ path: String, handling: TextCheck.Handling) throws -> [UInt8] {
    try read(try bytes(path), path, handling: handling)
  }

  private static func read(
    _ bytes: [UInt8], _ path: String, handling: TextCheck.Handling
  ) throws -> [UInt8] {
    var text = bytes
    var check = TextCheck(file: FileSource.title(of: path), handling: handling)
    try check.check(&text)
    for warning in check.warnings { Console.warning(warning) }
    return text
  }

  /// Removes the line end that editors add after the last line.
  static func withoutLastLineEnd(_ text: [UInt8]) -> [UInt8] {
    var text = text
    if text.last == UInt8(ascii: "\n") {
      text.removeLast()
      if text.last == UInt8(ascii: "\r") { text.removeLast() }
    }
    return text
  }
}

extension Tokenizer {
  /// Removes a byte order mark from external text, as for text files.
  func withoutByteOrderMark(_ text: [UInt8]) -> [UInt8] {
    let mark = UTF8Sequence.byteOrderMark
    guard configuration.dropsByteOrderMarkOfFiles, text.starts(with: mark) else { return text }
    return Array(text.dropFirst(mark.count))
  }
}

extension TextCheck {
  /// Warnings about the text of one file: replaced bytes, a likely encoding.
  var warnings: [String] {
    [InvalidUTF8Policy.warning(replaced: replaced, files: 1), warning].compactMap { $0 }
  }
}

extension TextCheck.Handling {
  /// Selects the handling of invalid UTF-8 for this kind of text.
  init(_ invalid: InvalidUTF8Policy, _ text: TextConfiguration?) {
    let repaired: Self = invalid == .replace ? .replace : .fail
    self = text?.takesAnyBytes ?? false ? .pass : repaired
  }
}
