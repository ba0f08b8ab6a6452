internal import CharIO

/// Files that decide a text beside the model: grammars, schemas, forms and lists of words.
///
/// Texts are read once and kept, so that a receipt can hold them and a replay finds them there.
package struct InputFiles: Equatable, Sendable {
  /// A file as it was read.
  package struct File: Equatable, Sendable {
    /// The path as given, or the name of a shipped form.
    package var path: String
    /// The SHA-256 of the text in hexadecimal digits.
    package var hash: String
    /// The text; nil if it is too long for a receipt.
    package var text: String?
  }

  /// Longer texts are not part of a receipt, only their hashes, in bytes.
  package static let longestText = 1 << 14

  /// The files, in the order in which they were first read.
  package private(set) var files: [File] = []
  private var texts: [String: String] = [:]

  /// Starts without files.
  package init() {}

  /// Starts with the files of a receipt.
  ///
  /// - Parameter files: the files; those without text are read again and must have the same hash.
  package init(_ files: [File]) {
    self.files = files
    for file in files { texts[file.path] = file.text }
  }

  /// Returns the text of a file.
  ///
  /// - Parameters:
  ///   - path: the path as given.
  ///   - read: reads the file; called once for each path, and not for a file whose text the receipt holds.
  /// - Returns: the text.
  /// - Throws: the error of `read`, or `FileError` if the text is not that of the receipt.
  package mutating func text(of path: String, read: () throws -> String) throws -> String {
    if let text = texts[path] { return text }
    let text = try read()
    let hash = SHA256Sum.hexadecimal(of: Array(text.utf8))
    if let known = files.first(where: { $0.path == path }) {
      guard known.hash == hash else {
        throw FileError(path: path, problem: "has changed since the receipt was made")
      }
    } else {
      let isShort = text.utf8.count <= Self.longestText
      files.append(File(path: path, hash: hash, text: isShort ? text : nil))
    }
    texts[path] = text
    return text
  }
}
