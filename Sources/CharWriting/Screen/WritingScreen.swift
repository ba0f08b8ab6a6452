internal import CharIO
internal import CharText

/// Draws the editor: the text, continuations to choose from, a status line, and a line of hints.
struct WritingScreen {
  /// Columns of the text at most: longer rows are hard to read.
  private static let measure = 72
  private static let (dim, reverse, underline) = ("2", "7", "4")

  /// The size of the terminal when it was drawn last.
  private(set) var size = (columns: 80, rows: 24)
  private var window = TextWindow()
  /// The rows as they stand on the terminal.
  private var drawn: [String] = []

  /// Forgets what the terminal shows, so that all is drawn again.
  mutating func clear() { drawn = [] }

  /// Returns the columns of the text.
  static func columns(_ width: Int) -> Int { max(2, min(measure, width - 2)) }

  /// Draws the rows of a terminal.
  ///
  /// - Parameters:
  ///   - editor: the editor.
  ///   - size: the size of the terminal.
  /// - Returns: the rows with their styles, and the place of the cursor, from 0.
  mutating func rows(
    _ editor: WritingEditor, _ size: (columns: Int, rows: Int)
  ) -> (rows: [String], cursor: (row: Int, column: Int)) {
    self.size = size
    let columns = Self.columns(size.columns)
    let margin = max(0, (size.columns - columns) / 2)
    let below = pane(editor, size.columns, space: size.rows - 3) + bottom(editor, size)
    let height = max(1, size.rows - below.count)
    window.show(
      editor.document, suggestion: editor.suggestions?.text ?? "", columns: columns,
      height: height)
    var rows = window.rows.map { text($0, margin) }
    if editor.prompt == .help {
      rows = Array(help(editor, size.columns, margin).prefix(height))
    }
    rows += repeatElement("", count: max(0, height - rows.count))
    rows += below
    return (Array(rows.prefix(size.rows)), place(editor, size, margin))
  }

  /// Returns what to write to the terminal: the rows that differ from those that it shows.
  mutating func draw(_ editor: WritingEditor, _ size: (columns: Int, rows: Int)) -> String {
    let (rows, cursor) = rows(editor, size)
    var output = "\u{1B}[?25l"
    if drawn.count != rows.count { (output, drawn) = (output + "\u{1B}[2J", []) }
    for (index, row) in rows.enumerated() where index >= drawn.count || drawn[index] != row {
      output += "\u{1B}[\(index + 1);1H\(row)\u{1B}[0m\u{1B}[K"
    }
    drawn = rows
    return output + "\u{1B}[\(cursor.row + 1);\(cursor.column + 1)H\u{1B}[?25h"
  }

  private func place(
    _ editor: WritingEditor, _ size: (columns: Int, rows: Int), _ margin: Int
  ) -> (row: Int, column: Int) {
    if case .command(let text) = editor.prompt {
      return (size.rows - 1, min(size.columns - 1, 2 + text.displayWidth))
    }
    return (window.cursor.row, min(size.columns - 1, margin + window.cursor.column))
  }

  // MARK: - Text

  private func text(_ row: TextWindow.Row, _ margin: Int) -> String {
    var text = String(repeating: " ", count: margin)
    var column = 0
    var isSuggestion = false
    for index in row.characters.indices {
      if row.suggestion.contains(index) != isSuggestion {
        isSuggestion.toggle()
        text += isSuggestion ? "\u{1B}[\(Self.suggestionStyle)m" : "\u{1B}[0m"
      }
      let character = row.characters[index]
      let width = TextRows.width(character, at: column)
      column += width
      switch character {
      case "\t": text += String(repeating: " ", count: width)
      case _ where character.lacksGlyph: text += "\u{FFFD}"
      default:
        text.append(character)
        // Terminals disagree on the width of marks and emoji; the place of the next character is told.
        if character.unicodeScalars.count > 1
          || (character.unicodeScalars.first?.value ?? 0) > 0xFFFF
        {
          text += "\u{1B}[\(margin + column + 1)G"
        }
      }
    }
    return text
  }

  /// Gray, or underlined where there are no colors.
  private static let suggestionStyle = Console.isOutputColored ? "90" : underline

  // MARK: - Below the text

  private func pane(_ editor: WritingEditor, _ width: Int, space: Int) -> [String] {
    guard let suggestions = editor.suggestions, space > 1 else { return [] }
    return suggestions.candidates.enumerated().prefix(space - 1).map { index, candidate in
      let isChosen = index == suggestions.chosen
      let shown = candidate.replacing("\n", with: "⏎")
      let line = Self.cut("\(isChosen ? " ❯ " : "   ")\(shown)", to: width)
      return isChosen ? line.styled("1") : line
    }
  }

  private func bottom(_ editor: WritingEditor, _ size: (columns: Int, rows: Int)) -> [String] {
    let mark = editor.file.isSaved(editor.document) ? "" : " ●"
    let left = " \(editor.file.name)\(mark)"
    let parts =
      [editor.name] + editor.settings.summary + [characters(editor.document.characters.count)]
    let right = parts.joined(separator: "  ")
    let space = size.columns - left.displayWidth - right.displayWidth
    let status =
      space > 0
      ? left + String(repeating: " ", count: space) + right
      : Self.cut(left + "  " + right, to: size.columns).padded(to: size.columns)
    var rows = [status.styled(Self.reverse)]
    if size.rows > 3 || editor.prompt != nil { rows.append(hint(editor, size.columns)) }
    return rows
  }

  private func characters(_ count: Int) -> String {
    count.counted("character", "characters") + " "
  }

  private func hint(_ editor: WritingEditor, _ width: Int) -> String {
    switch editor.prompt {
    case .command(let text):
      let line = " /\(text)"
      let others = WritingEditor.commands.filter {
        text.contains(" ") ? text.hasPrefix($0.name + " ") : $0.name.hasPrefix(text)
      }
      let advice =
        editor.message
        ?? (others.count == 1
          ? "\(others[0].argument)  \(others[0].meaning)"
          : others.map(\.name).joined(separator: " "))
      let rest = Self.cut("   " + advice, to: max(0, width - line.displayWidth - 1))
      return Self.cut(line, to: width) + rest.styled(Self.dim)
    case .leaving:
      return Self.cut(" Save \(editor.file.name) before leaving?  y yes  n no  Esc stay", to: width)
        .styled("1")
    case .help: return " any key goes back".styled(Self.dim)
    case nil: break
    }
    if let message = editor.message { return Self.cut(" " + message, to: width) }
    if editor.worker.isRunning { return " …".styled(Self.dim) }
    let hints =
      editor.suggestions == nil
      ? ["Tab continue", "/ commands", "Ctrl-Z undo", "Ctrl-Y redo", "Ctrl-S save", "Ctrl-C leave"]
      : [
        "↑↓ choose", "Enter all", "→ character", "Ctrl-→ word", "End line", "Tab others",
        "Esc leave",
        "Shift-Tab \(editor.settings.grain.next.rawValue)",
      ]
    var line = ""
    for hint in hints where (line + "   " + hint).displayWidth <= width {
      line += (line.isEmpty ? " " : "   ") + hint
    }
    return line.styled(Self.dim)
  }

  private func help(_ editor: WritingEditor, _ width: Int, _ margin: Int) -> [String] {
    let keys = [
      ("Tab", "three continuations; again: others"), ("↑ ↓", "choose one"),
      ("Enter", "accept all of it"), ("→  Ctrl-→  End", "accept a character, a word, a line"),
      ("Esc", "leave the continuations"), ("Shift-Tab", "the next grain of the continuations"),
      ("Ctrl-Z  Ctrl-Y", "undo, redo"), ("Ctrl-S  Ctrl-C", "save, leave"),
    ]
    let commands = WritingEditor.commands.map { ("/\($0.name) \($0.argument)", $0.meaning) }
    let others = [
      ("/top-p X …", editor.host.otherSettings), ("//", "a slash after a space"),
    ]
    let lines = keys + commands + others
    let left = (lines.map { $0.0.displayWidth }.max() ?? 0) + 2
    return lines.map { key, meaning in
      Self.cut(
        String(repeating: " ", count: margin) + key.padded(to: left) + meaning, to: width)
    }
  }

  /// Returns as much of a text as fits into some cells.
  static func cut(_ text: String, to columns: Int) -> String {
    guard text.displayWidth > columns else { return text }
    var width = 0
    var cut = ""
    for character in text {
      width += character.cells
      // One cell is for the sign that something is missing.
      guard width < columns else { break }
      cut.append(character)
    }
    return columns > 0 ? cut + "…" : ""
  }
}
