import Foundation

/// Where the condition of a document is read: what all of it is under, such as its author.
///
/// Such a document starts with two tokens: ``Vocabulary/documentBoundary``, and the condition's.
public enum ConditionSource: String, CaseIterable, Codable, Sendable {
  /// The name of the folder that its file is in.
  case folder
  /// The name of its file, without what follows the last dot.
  case file
  /// What stands before the first tab of its line, with lines as documents.
  case tab
}

extension ConditionSource {
  /// The condition of all documents of a file; nil where each document has its own.
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
      // Of a compressed text the name has two endings.
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

/// A condition among the pieces of a corpus: 0xFF, with which no piece of two or more bytes starts,
/// then its name.
enum ConditionPiece {
  private static let mark: UInt8 = 0xFF

  static func bytes(_ name: [UInt8]) -> [UInt8] { [mark] + name }

  /// The condition that a piece is; nil if it is text.
  static func name(of piece: [UInt8]) -> String? {
    guard piece.count > 1, piece[0] == mark else { return nil }
    return String(decoding: piece.dropFirst(), as: UTF8.self)
  }
}
