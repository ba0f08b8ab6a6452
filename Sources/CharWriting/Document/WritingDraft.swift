internal import CharIO
internal import Foundation

/// A text that is being written, as it is kept beside its file: with the cursor and all changes.
package struct WritingDraft: Equatable, Sendable, Codable {
  /// The text.
  package var text: String
  /// The index of the character after the cursor.
  package var cursor: Int
  /// The changes that led to it.
  package var history: EditHistory
  /// The SHA-256 of the file when it was read or written last; nil if there was none.
  package var savedHash: String?

  /// Makes the draft of a document.
  ///
  /// - Parameters:
  ///   - document: the document.
  ///   - savedHash: the hash of the file when it was read or written last.
  package init(_ document: TextDocument, savedHash: String?) {
    text = document.text
    cursor = document.cursor
    history = document.history
    self.savedHash = savedHash
  }

  /// The document.
  package var document: TextDocument {
    TextDocument(text, cursor: cursor, history: history)
  }

  /// Returns the path of the draft of a file: `.story.txt.charlm` beside `story.txt`.
  ///
  /// - Parameter path: the file; nil = a text without one, in the current directory.
  /// - Returns: the path.
  package static func path(of path: String?) -> String {
    guard let path else { return ".untitled.charlm" }
    guard let slash = path.lastIndex(of: "/") else { return ".\(path).charlm" }
    return "\(path[...slash]).\(path[path.index(after: slash)...]).charlm"
  }

  /// Reads a draft.
  ///
  /// - Parameter path: the path of the draft.
  /// - Returns: the draft; nil if there is none.
  /// - Throws: `FileError` if it is damaged.
  package static func read(_ path: String) throws -> WritingDraft? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    let draft: WritingDraft = try JSONFile.read(path)
    return draft
  }

  /// Writes the draft whole.
  ///
  /// - Parameter path: the path of the draft.
  /// - Throws: `FileError`.
  package func write(to path: String) throws { try JSONFile.write(self, to: path) }

  /// Returns the SHA-256 of a text.
  ///
  /// - Parameter text: the text.
  /// - Returns: hexadecimal digits.
  package static func hash(of text: String) -> String {
    SHA256Sum.hexadecimal(of: Array(text.utf8))
  }
}
