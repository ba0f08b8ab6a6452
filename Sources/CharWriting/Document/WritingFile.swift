internal import CharIO
internal import CharText
internal import Foundation

/// The file of a text that is being written, and the draft beside it.
package struct WritingFile {
  /// The path; nil if the text has none yet.
  package private(set) var path: String?
  /// The text as it was read or written last.
  private(set) var savedText = ""
  /// The hash of the file; nil if there was none.
  private var savedHash: String?
  /// The document, with the changes of an earlier session.
  package let document: TextDocument
  /// A message about changes that were recovered.
  package let note: String?
  /// Reads the text of the file.
  private let read: (String) throws -> String

  /// Opens a file, and the draft beside it if there is one.
  ///
  /// - Parameters:
  ///   - path: the file, which need not exist; nil = a new text without a name.
  ///   - read: reads the text of the file.
  /// - Throws: the error of `read`, or `FileError` if the draft is damaged.
  package init(
    _ path: String?,
    read: @escaping (String) throws -> String = { try WholeText(contentsOf: $0).string }
  ) throws {
    (self.path, self.read) = (path, read)
    if let path, FileManager.default.fileExists(atPath: path) {
      savedText = try read(path)
      savedHash = WritingDraft.hash(of: savedText)
    }
    guard let draft = try Self.draft(of: path) else {
      (document, note) = (TextDocument(savedText), nil)
      return
    }
    let isSame = draft.text.utf8.elementsEqual(savedText.utf8)
    if isSame || draft.savedHash == savedHash {
      document = draft.document
      note = isSame ? nil : "recovered text that was not saved; /revert goes back to the file"
    } else if draft.savedHash == WritingDraft.hash(of: draft.text) {
      // The file was changed elsewhere after it was saved here.
      (document, note) = (TextDocument(savedText), nil)
    } else {
      var both = TextDocument(savedText)
      both.replaceAll(with: draft.text)
      document = both
      note = "recovered text that was not saved; the file has changed too: Ctrl-Z shows it"
    }
  }

  /// The name for messages.
  package var name: String { path?.split(separator: "/").last.map(String.init) ?? "untitled" }

  private static func draft(of path: String?) throws -> WritingDraft? {
    let draft = WritingDraft.path(of: path)
    do { return try WritingDraft.read(draft) } catch let error as FileError {
      throw FileError(
        path: error.path, problem: "\(error.problem); remove it to start from the file")
    }
  }

  /// True if a document is what the file holds.
  ///
  /// - Parameter document: the document.
  /// - Returns: whether it is.
  package func isSaved(_ document: TextDocument) -> Bool {
    document.text.utf8.elementsEqual(savedText.utf8)
  }

  /// Writes the draft whole, or removes it if there is nothing to keep.
  ///
  /// - Parameter document: the document.
  /// - Throws: `FileError`.
  package func keep(_ document: TextDocument) throws {
    let draft = WritingDraft.path(of: path)
    if document.characters.isEmpty, !document.history.canUndo, !document.history.canRedo {
      return discard()
    }
    try WritingDraft(document, savedHash: savedHash).write(to: draft)
  }

  /// Removes the draft.
  package func discard() {
    try? FileManager.default.removeItem(atPath: WritingDraft.path(of: path))
  }

  /// True if the file is not the one that was read or written last.
  package var hasChanged: Bool {
    guard let path, FileManager.default.fileExists(atPath: path) else { return false }
    return (try? read(path)).map { WritingDraft.hash(of: $0) } != savedHash
  }

  /// Writes the file whole.
  ///
  /// - Parameters:
  ///   - document: the document.
  ///   - newPath: another path, which is that of the text from now on.
  /// - Throws: ``WritingError`` if the text has no name, or `FileError`.
  package mutating func save(_ document: TextDocument, to newPath: String? = nil) throws {
    guard let target = newPath ?? path else { throw WritingError("the text has no name") }
    try AtomicFile.checkTarget(target)
    try AtomicFile.write([Array(document.text.utf8)], to: target)
    if target != path { discard() }
    path = target
    savedText = document.text
    savedHash = WritingDraft.hash(of: savedText)
    try keep(document)
  }
}
