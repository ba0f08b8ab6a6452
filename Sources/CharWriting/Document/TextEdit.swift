/// A change of a text: characters at a place are replaced by others.
package struct TextEdit: Equatable, Sendable, Codable {
  /// The index of the first character that changes.
  package var start: Int
  /// The characters that were there.
  package var removed: String
  /// The characters that are there now.
  package var inserted: String

  /// The change that takes this one back.
  var inverse: TextEdit {
    TextEdit(start: start, removed: inserted, inserted: removed)
  }
}
