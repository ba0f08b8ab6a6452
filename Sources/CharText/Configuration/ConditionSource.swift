import Foundation

/// The source of a document's conditioning label, such as its author.
///
/// A document with a label starts with two tokens: ``Vocabulary/documentBoundary`` and the label's.
public enum ConditionSource: String, CaseIterable, Codable, Sendable {
  /// The name of the folder that contains the file.
  case folder
  /// The file name without its extension.
  case file
  /// The text before the first tab of a line; each line is a document.
  case tab
}

extension ConditionSource {
  /// Returns the condition of all documents of a file; nil if each document has its own.
  ///
  /// - Throws: ``CorpusError/noCondition(file:line:reason:)``.
  func name(ofFile path: String) throws(CorpusError) -> [UInt8]? {
    guard self != .tab else { return nil }
    guard path != "-" else {
      throw .noCondition(
        file: "standard input", line: nil, reason: "has no name that could be a condition")
    }
    let url = URL(fileURLWithPath: path).standardizedFileURL
    let name: String
    if self == .folder {
      name = url.deletingLastPathComponent().lastPathComponent
    } else {
      // The name of a compressed text has two extensions.
      let plain = ["gz", "zst"].contains(url.pathExtension) ? url.deletingPathExtension() : url
      name = plain.deletingPathExtension().lastPathComponent
    }
    guard !name.isEmpty, name != "/" else {
      throw .noCondition(
        file: path, line: nil, reason: "is in no folder whose name could be a condition")
    }
    return Array(name.utf8)
  }
}

/// The encoding of conditions among the pieces of a corpus: 0xFF, which never starts a piece of two
/// or more bytes, then the name.
enum ConditionPiece {
  private static let mark: UInt8 = 0xFF

  static func bytes(_ name: [UInt8]) -> [UInt8] { [mark] + name }

  /// Returns the condition that a piece encodes; nil if the piece is text.
  static func name(of piece: [UInt8]) -> String? {
    guard piece.count > 1, piece[0] == mark else { return nil }
    return String(decoding: piece.dropFirst(), as: UTF8.self)
  }
}
