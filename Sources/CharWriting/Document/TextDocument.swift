/// A text with a cursor, in characters as people see them (grapheme clusters), and its changes.
package struct TextDocument: Equatable, Sendable {
  /// The characters.
  package private(set) var characters: [Character]
  /// The index of the character after the cursor.
  package private(set) var cursor: Int
  /// The changes.
  package private(set) var history: EditHistory

  /// Opens a text, with the cursor at its end.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - cursor: the index of the character after the cursor; nil = the end.
  ///   - history: the changes that led to it.
  package init(_ text: String = "", cursor: Int? = nil, history: EditHistory = EditHistory()) {
    characters = Array(text)
    self.cursor = min(max(0, cursor ?? .max), characters.count)
    self.history = history
  }

  /// The whole text.
  package var text: String { String(characters) }

  // MARK: - Changes

  /// Inserts text at the cursor. A mark joins the character before it.
  ///
  /// - Parameters:
  ///   - new: the text.
  ///   - isTyped: whether it may be one change with what was typed before it.
  package mutating func insert(_ new: String, isTyped: Bool = false) {
    guard !new.isEmpty else { return }
    let before = cursor > 0 ? String(characters[cursor - 1]) : ""
    let after = cursor < characters.count ? String(characters[cursor]) : ""
    let start = before.isEmpty ? cursor : cursor - 1
    let end = after.isEmpty ? cursor : cursor + 1
    var pieces = Array(before + new + after)
    let place = min(Array(before + new).count, pieces.count) + start
    // Leave out the neighbors unless they have joined the new text.
    var range = start..<end
    if !after.isEmpty, pieces.last.map(String.init)?.utf8.elementsEqual(after.utf8) ?? false {
      pieces.removeLast()
      range = range.lowerBound..<range.upperBound - 1
    }
    if !before.isEmpty, pieces.first.map(String.init)?.utf8.elementsEqual(before.utf8) ?? false {
      pieces.removeFirst()
      range = range.lowerBound + 1..<range.upperBound
    }
    replace(range, with: pieces, cursor: place, joins: isTyped)
  }

  /// Deletes the characters between the cursor and another place.
  ///
  /// - Parameters:
  ///   - index: the other place.
  ///   - isTyped: whether it may be one change with the deletion before it.
  package mutating func delete(to index: Int, isTyped: Bool = false) {
    let range = min(cursor, index)..<max(cursor, index)
    guard !range.isEmpty else { return }
    replace(range, with: [], cursor: range.lowerBound, joins: isTyped)
  }

  /// Replaces the whole text.
  ///
  /// - Parameter text: the new text.
  package mutating func replaceAll(with text: String) {
    let new = Array(text)
    replace(0..<characters.count, with: new, cursor: min(cursor, new.count), joins: false)
  }

  private mutating func replace(
    _ range: Range<Int>, with new: [Character], cursor place: Int, joins: Bool
  ) {
    var (range, new) = (range, new)
    if new.isEmpty, range.lowerBound > 0, range.upperBound < characters.count {
      // A mark joins the character that is before it now.
      let seam = String(characters[range.lowerBound - 1]) + String(characters[range.upperBound])
      if seam.count == 1 {
        range = range.lowerBound - 1..<range.upperBound + 1
        new = Array(seam)
      }
    }
    let edit = TextEdit(
      start: range.lowerBound, removed: String(characters[range]), inserted: String(new))
    characters.replaceSubrange(range, with: new)
    cursor = min(place, characters.count)
    history.record(edit, joins: joins)
  }

  // MARK: - Undo

  /// Takes the last change back.
  ///
  /// - Returns: whether there was one.
  package mutating func undo() -> Bool { history.undo().map { apply($0) } ?? false }

  /// Makes the change again that was taken back last.
  ///
  /// - Returns: whether there was one.
  package mutating func redo() -> Bool { history.redo().map { apply($0) } ?? false }

  private mutating func apply(_ edit: TextEdit) -> Bool {
    let start = min(edit.start, characters.count)
    let end = min(start + edit.removed.count, characters.count)
    characters.replaceSubrange(start..<end, with: Array(edit.inserted))
    cursor = min(start + edit.inserted.count, characters.count)
    return true
  }

  // MARK: - The cursor

  /// Moves the cursor; what is typed next is a change of its own.
  ///
  /// - Parameter index: the index of the character after it.
  package mutating func move(to index: Int) {
    cursor = min(max(0, index), characters.count)
    history.close()
  }

  /// The start of the line of a place.
  ///
  /// - Parameter index: the place; nil = the cursor.
  /// - Returns: the index of the first character of the line.
  package func lineStart(of index: Int? = nil) -> Int {
    (characters[..<(index ?? cursor)].lastIndex(where: \.isNewline) ?? -1) + 1
  }

  /// The end of the line of a place, before its line end.
  ///
  /// - Parameter index: the place; nil = the cursor.
  /// - Returns: the index of the line end.
  package func lineEnd(of index: Int? = nil) -> Int {
    characters[(index ?? cursor)...].firstIndex(where: \.isNewline) ?? characters.count
  }

  /// The start of the paragraph of the cursor: the line after the last empty one.
  package var paragraphStart: Int {
    var start = lineStart()
    while start > 0 {
      let previous = lineStart(of: start - 1)
      if characters[previous..<start - 1].allSatisfy(\.isWhitespace) { return start }
      start = previous
    }
    return start
  }

  /// The place a word before the cursor.
  package var wordStart: Int {
    var index = cursor
    while index > 0, characters[index - 1].isWhitespace { index -= 1 }
    while index > 0, !characters[index - 1].isWhitespace { index -= 1 }
    return index
  }

  /// The place a word after the cursor.
  package var wordEnd: Int {
    var index = cursor
    while index < characters.count, characters[index].isWhitespace { index += 1 }
    while index < characters.count, !characters[index].isWhitespace { index += 1 }
    return index
  }
}
