import CharIO
import CharLM
import CharText
import CharWriting
import Foundation
import Testing

/// An editor without a terminal: keys go in, and rows without their styles come out.
final class EditorOnPaper {
  var editor: WritingEditor
  var (columns, rows) = (40, 12)

  /// Opens a file; nil = a new text without a name.
  init(_ path: String?, _ settings: WritingSettings = WritingSettings()) throws {
    let host = WritingHost(
      read: { try WholeText(contentsOf: $0).string }, message: { "host: \($0)" },
      otherSettings: "other settings")
    var settings = settings
    settings.options.length = 30
    editor = WritingEditor(
      try CountingModel(), name: "counting", try WritingFile(path), settings, host)
  }

  func press(_ keys: TerminalKey...) { editor.press(keys) }

  func type(_ text: String) { editor.press([.text(text)]) }

  /// Types a command of the editor.
  func command(_ text: String) {
    editor.press([.alt("/"), .text(text), .enter])
  }

  /// Asks for continuations and waits for them, at most 30 s.
  func continuations() -> [String] {
    editor.press([.tab])
    let end = ContinuousClock.now + .seconds(30)
    while editor.isWaiting {
      guard ContinuousClock.now < end else {
        Issue.record("no continuations after 30 s")
        return []
      }
      Thread.sleep(forTimeInterval: 0.001)
    }
    editor.takeContinuations()
    return editor.suggestions?.candidates ?? []
  }

  /// The rows, without styles.
  var screen: [String] {
    editor.screen(columns: columns, rows: rows).rows.map {
      $0.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "")
    }
  }

  /// Column and row of the cursor, from 0.
  var cursor: [Int] {
    let cursor = editor.screen(columns: columns, rows: rows).cursor
    return [cursor.column, cursor.row]
  }

  /// The line of hints.
  var hint: String { screen.last ?? "" }

  var text: String { editor.document.text }
}
