/// The changes of a text, to undo and redo. Nothing is forgotten but what was undone before a new change.
package struct EditHistory: Equatable, Sendable, Codable {
  private var edits: [TextEdit] = []
  /// The number of edits that are in force.
  private var count = 0
  /// True if the last edit may take up the next one: typing in one go is one change.
  private var isOpen = false

  /// Starts without changes.
  package init() {}

  /// True if there is a change to take back.
  package var canUndo: Bool { count > 0 }
  /// True if there is a change to make again.
  package var canRedo: Bool { count < edits.count }

  /// Takes note of a change that was made.
  ///
  /// - Parameters:
  ///   - edit: the change.
  ///   - joins: whether it may be one change with the last: letters of a word, or characters that are deleted one
  ///     after another.
  mutating func record(_ edit: TextEdit, joins: Bool) {
    edits.removeLast(edits.count - count)
    if joins, isOpen, let last = edits.last, let joined = Self.joined(last, edit) {
      edits[edits.count - 1] = joined
    } else {
      edits.append(edit)
    }
    count = edits.count
    isOpen = joins
  }

  /// Lets the next change be one of its own.
  mutating func close() { isOpen = false }

  /// Returns the change that takes the last one back; nil if there is none.
  mutating func undo() -> TextEdit? {
    isOpen = false
    guard canUndo else { return nil }
    count -= 1
    return edits[count].inverse
  }

  /// Returns the change that was taken back last; nil if there is none.
  mutating func redo() -> TextEdit? {
    isOpen = false
    guard canRedo else { return nil }
    count += 1
    return edits[count - 1]
  }

  private static func joined(_ last: TextEdit, _ edit: TextEdit) -> TextEdit? {
    if edit.removed.isEmpty, last.removed.isEmpty,
      edit.start == last.start + last.inserted.count
    {
      // A word, with the spaces after it.
      let startsWord =
        last.inserted.last?.isWhitespace ?? false
        && !(edit.inserted.first?.isWhitespace ?? true)
      guard !startsWord, last.inserted.last?.isNewline != true else { return nil }
      var joined = last
      joined.inserted += edit.inserted
      return joined
    }
    if edit.inserted.isEmpty, last.inserted.isEmpty,
      edit.start + edit.removed.count == last.start
    {
      var joined = last
      joined.removed = edit.removed + last.removed
      joined.start = edit.start
      return joined
    }
    return nil
  }
}
