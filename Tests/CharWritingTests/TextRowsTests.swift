import CharWriting
import Testing

@Suite("Text in rows of cells")
struct TextRowsTests {
  private func rows(_ text: String, _ columns: Int) -> [String] {
    let characters = Array(text)
    return TextRows(characters, columns: columns).rows.map { String(characters[$0]) }
  }

  @Test("Rows break between words, and long words anywhere")
  func words() {
    #expect(rows("the old sea", 7) == ["the old ", "sea"])
    #expect(rows("the old sea", 8) == ["the old ", "sea"])
    #expect(rows("abcdefgh", 3) == ["abc", "def", "gh"])
    #expect(rows("a\n\nb\n", 5) == ["a\n", "\n", "b\n", ""])
    #expect(rows("", 5) == [""])
  }

  @Test("Wide characters take two cells, and no mark starts a row")
  func wide() {
    #expect(rows("山水有清音", 6) == ["山水有", "清音"])
    #expect(rows("山水有清音", 7) == ["山水有", "清音"])
    #expect(rows("山水有，清音", 6) == ["山水", "有，清", "音"])
  }

  @Test("The place of every character leads back to it")
  func places() {
    let text = Array("the miller 山水有清音，and\ta long-windedword\n\nlast e\u{301}nd")
    for columns in 2...30 {
      let layout = TextRows(text, columns: columns)
      #expect(layout.rows.flatMap { Array($0) } == Array(text.indices))
      for index in 0...text.count {
        let (row, column) = layout.place(of: index)
        #expect(layout.index(row: row, column: column) == index, "\(index) of \(columns)")
        #expect(column <= columns)
      }
    }
  }

  @Test("The window follows the cursor and shows the suggestion")
  func window() {
    let text = (0..<40).map { "line \($0)" }.joined(separator: "\n")
    var document = TextDocument(text)
    var window = TextWindow()
    window.show(document, suggestion: "", columns: 20, height: 5)
    #expect(window.rows.count == 5 && window.cursor == (4, 7))
    #expect(String(window.rows[4].characters) == "line 39")
    document.move(to: 0)
    window.show(document, suggestion: "ah ", columns: 20, height: 5)
    #expect(String(window.rows[0].characters) == "ah line 0" && window.cursor == (0, 0))
    #expect(window.rows[0].suggestion == 0..<3 && window.rows[1].suggestion.isEmpty)
    for index in 0...document.characters.count {
      document.move(to: index)
      window.show(document, suggestion: "", columns: 20, height: 5)
      #expect((0..<5).contains(window.cursor.row))
      let row = window.rows[window.cursor.row].characters
      #expect(row.count >= window.cursor.column)
    }
  }

  @Test("The cursor moves by rows and keeps its column")
  func rowsOfCursor() {
    let document = TextDocument("long line\nab\nlong line", cursor: 7)
    let down = document.place(rows: 1, columns: 40, goal: nil)
    #expect(down == (12, 7))
    var moved = document
    moved.move(to: down.index)
    #expect(moved.place(rows: 1, columns: 40, goal: down.goal) == (20, 7))
    #expect(document.place(rows: -1, columns: 40, goal: nil).index == 0)
  }
}
