import CharLM
import CharNumerics
import CharText
import Foundation

/// Text that a command reads from a file or from standard input.
enum TextInput {
  /// All bytes of a file, or of standard input for `-`.
  static func bytes(_ path: String) throws -> [UInt8] {
    guard path == "-" else { return try AtomicFile.read(path) }
    do {
      return Array(try FileHandle.standardInput.readToEnd() ?? Data())
    } catch {
      throw FileError(
        path: "standard input", problem: "cannot be read: \(error.systemReason)")
    }
  }

  /// The text in them.
  static func read(_ path: String, invalid: InvalidUTF8Policy = .error) throws -> String {
    let bytes = try bytes(path)
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    if invalid == .replace { return String(decoding: bytes, as: UTF8.self) }
    // Reading it as a corpus says where it is invalid.
    let name = path == "-" ? "standard input" : path
    let reader = CorpusReader(bytes: bytes, name: name)
    _ = try reader.encode(
      with: Tokenizer(
        configuration: TextConfiguration(unit: .scalar),
        vocabulary: Vocabulary(pieces: [[UInt8]](), unit: .scalar)))
    throw FileError(path: name, problem: "is not valid UTF-8")
  }

  /// The text without the line end that editors put after the last line.
  static func withoutLastLineEnd(_ text: String) -> String {
    var scalars = text.unicodeScalars
    if scalars.last == "\n" {
      scalars.removeLast()
      if scalars.last == "\r" { scalars.removeLast() }
    }
    return String(scalars)
  }

  /// Some characters by sight and code: `é (U+00E9)`.
  static func named(_ pieces: [String]) -> String {
    let shown = pieces.prefix(10).map { piece in
      let codes = piece.unicodeScalars.map {
        "U+" + String(repeating: "0", count: max(0, 4 - String($0.value, radix: 16).count))
          + String($0.value, radix: 16, uppercase: true)
      }
      let isVisible = piece.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value != 0x7F }
      return "\(isVisible ? piece + " " : "")(\(codes.joined(separator: " ")))"
    }
    let rest = pieces.count - shown.count
    return shown.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}
