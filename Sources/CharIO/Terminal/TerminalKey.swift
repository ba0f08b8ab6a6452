/// A key, or keys, of a terminal.
package enum TerminalKey: Equatable, Sendable {
  /// Characters that were typed.
  case text(String)
  /// Text that was pasted.
  case paste(String)
  /// Control and a letter in lower case.
  case control(Character)
  /// Alt and a character.
  case alt(Character)
  case enter, tab, backTab, escape, backspace, delete
  case up, down, left, right, home, end, pageUp, pageDown
  case wordLeft, wordRight, textStart, textEnd
}
