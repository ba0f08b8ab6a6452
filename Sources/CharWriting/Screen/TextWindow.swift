/// The part of a document that a screen shows.
package struct TextWindow: Equatable, Sendable {
  /// A row of cells.
  package struct Row: Equatable, Sendable {
    /// The characters, without a line end.
    package var characters: ArraySlice<Character>
    /// The part that is a continuation to choose, not text.
    package var suggestion: Range<Int>
  }

  /// The rows, as many as the window has or fewer.
  package private(set) var rows: [Row] = []
  /// Row and column of the cursor.
  package private(set) var cursor = (row: 0, column: 0)
  /// The index of the first character of the first row.
  private var top = 0

  /// Starts at the top.
  package init() {}

  package static func == (left: TextWindow, right: TextWindow) -> Bool {
    left.rows == right.rows && left.cursor == right.cursor && left.top == right.top
  }

  /// Shows a document; scrolls so that the cursor is visible.
  ///
  /// - Parameters:
  ///   - document: the document.
  ///   - suggestion: text that is shown at the cursor; empty for none.
  ///   - columns: the cells of a row, at least 2.
  ///   - height: the number of rows, at least 1.
  package mutating func show(
    _ document: TextDocument, suggestion: String, columns: Int, height: Int
  ) {
    let region = document.lines(around: document.cursor, before: height, after: height)
    let offset = region.lowerBound
    let place = document.cursor - offset
    let new = Array(suggestion)
    var characters = Array(document.characters[region])
    characters.insert(contentsOf: new, at: place)
    let layout = TextRows(characters, columns: columns)
    let (row, column) = layout.place(of: place)
    let end = new.isEmpty ? row : layout.place(of: place + new.count - 1).row
    var first = layout.rows.firstIndex {
      $0.contains(top - offset) || $0.lowerBound == top - offset
    }
    if let start = first, row < start || row >= start + height { first = nil }
    // Far away the cursor is in the middle; else the window moves by as little as it must.
    var start = first ?? max(0, row - height / 2)
    if first == nil, top - offset < 0 || layout.rows.count <= height {
      start = max(0, row - height + 1)
    }
    // As much of the suggestion as there is space for.
    start = max(start, min(row, end - height + 1))
    start = min(start, max(0, layout.rows.count - 1))
    top = offset + min(layout.rows[start].lowerBound, place)
    rows = layout.rows[start...].prefix(height).map { range in
      var range = range
      if let last = range.last, characters[last].isNewline {
        range = range.lowerBound..<range.upperBound - 1
      }
      return Row(
        characters: characters[range],
        suggestion: range.clamped(to: place..<place + new.count))
    }
    cursor = (row - start, column)
  }
}
