internal import CharText

/// Characters laid out in rows of cells, broken between words.
package struct TextRows: Equatable, Sendable {
  /// The characters of each row, by their indices; line ends belong to the rows that they end.
  package private(set) var rows: [Range<Int>] = []
  private let characters: [Character]

  /// Columns between tab stops.
  private static let tab = 4

  /// Lays characters out.
  ///
  /// - Parameters:
  ///   - characters: the characters.
  ///   - columns: the number of cells of a row, at least 2. A space, or the cursor, may stand in one more.
  package init(_ characters: [Character], columns: Int) {
    precondition(columns >= 2, "rows of \(columns) cells")
    self.characters = characters
    var (start, column) = (0, 0)
    // The place after the last space of the row, or between wide characters.
    var turn: Int?
    var index = 0
    while index < characters.count {
      let character = characters[index]
      if character.isNewline {
        rows.append(start..<index + 1)
        (start, column, turn) = (index + 1, 0, nil)
        index += 1
        continue
      }
      let width = Self.width(character, at: column)
      if column + width > columns, index > start, !(character == " " && column == columns) {
        let end = turn ?? index
        rows.append(start..<end)
        (start, column, turn) = (end, 0, nil)
        // The rest of the word is laid out again.
        index = end
        continue
      }
      column += width
      index += 1
      let isWide = width == 2 && character.isLetter
      if character == " " || character == "\t" || (isWide && !startsMark(index)) { turn = index }
    }
    rows.append(start..<characters.count)
  }

  /// True if a punctuation mark follows, which does not start a row.
  private func startsMark(_ index: Int) -> Bool {
    index < characters.count && characters[index].isPunctuation
  }

  /// Returns the cells of a character.
  ///
  /// - Parameters:
  ///   - character: the character.
  ///   - column: the column at which it starts, from 0.
  /// - Returns: the number of cells.
  package static func width(_ character: Character, at column: Int) -> Int {
    character == "\t" ? tab - column % tab : character.cells
  }

  /// Returns the place of a character.
  ///
  /// - Parameter index: its index; the number of characters for the end.
  /// - Returns: row and column, from 0.
  package func place(of index: Int) -> (row: Int, column: Int) {
    var row = rows.firstIndex { $0.contains(index) } ?? rows.count - 1
    // The end of the text stands in the last row.
    if index >= characters.count { row = rows.count - 1 }
    return (row, column(of: index, in: row))
  }

  private func column(of index: Int, in row: Int) -> Int {
    characters[rows[row].lowerBound..<max(rows[row].lowerBound, index)]
      .reduce(0) { $0 + Self.width($1, at: $0) }
  }

  /// Returns the character at a place, or the nearest one of the row.
  ///
  /// - Parameters:
  ///   - row: the row.
  ///   - column: the column.
  /// - Returns: its index; for the last row the number of characters beyond its end.
  package func index(row: Int, column: Int) -> Int {
    let range = rows[min(max(0, row), rows.count - 1)]
    var place = 0
    for index in range {
      let width = Self.width(characters[index], at: place)
      if characters[index].isNewline || place + width > column { return index }
      place += width
    }
    // A row that was broken ends before its last place, which is that of the next row.
    return range.upperBound == characters.count
      ? range.upperBound : max(range.lowerBound, range.upperBound - 1)
  }
}
