internal import CharIO

/// An editor on the terminal of the process.
package struct WritingSession {
  /// The end of a session.
  package enum End: Equatable, Sendable {
    /// The text is saved, or was given up.
    case left
    /// The text of a name is not saved; its draft is kept.
    case kept(String)
  }

  /// Milliseconds after which Escape is a key of its own.
  private static let escapeTime: Int32 = 40

  private var editor: WritingEditor
  private var keys = TerminalKeys()
  private var timer = DraftTimer()

  /// Starts a session.
  ///
  /// - Parameter editor: the editor.
  package init(_ editor: WritingEditor) { self.editor = editor }

  /// Runs until the user leaves, or the terminal is gone.
  ///
  /// - Parameter shouldStop: whether to stop; asked after each key and once a second.
  /// - Returns: the end, to be told when the terminal is its old self.
  /// - Throws: `FileError` if there is no terminal, or the draft cannot be written.
  package mutating func run(shouldStop: () -> Bool = { false }) throws -> End {
    let terminal = try RawTerminal()
    defer { terminal.restore() }
    while !editor.isDone, !shouldStop() {
      if terminal.wasResized() { editor.screen.clear() }
      try Console.write(editor.draw(terminal.size))
      guard let bytes = terminal.read(within: patience) else { break }
      let before = editor.document
      editor.press(bytes.isEmpty && keys.isWaiting ? keys.flush() : keys.decode(bytes))
      editor.takeContinuations()
      if editor.document != before { timer.change(at: .now) }
      if timer.isDue(at: .now, isIdle: bytes.isEmpty) { editor.keepDraft() }
    }
    return try editor.end()
  }

  /// Milliseconds to wait for a key.
  private var patience: Int32 {
    keys.isWaiting ? Self.escapeTime : editor.isWaiting ? 30 : timer.hasChanges ? 200 : 1000
  }
}
