package import CharIO

extension WritingEditor {
  /// Does what keys mean. Characters that arrive together may be a command, and are handled one by one.
  ///
  /// - Parameter keys: the keys.
  package mutating func press(_ keys: [TerminalKey]) {
    for key in keys {
      if case .text(let text) = key {
        for character in text where !isDone { handle(.text(String(character))) }
      } else if !isDone {
        handle(key)
      }
    }
  }

  private mutating func handle(_ key: TerminalKey) {
    message = nil
    if key != .up && key != .down { goal = nil }
    switch prompt {
    case .command(let text): return edit(text, key)
    case .leaving: return answer(key)
    case .help:
      prompt = nil
      return
    case nil: break
    }
    if suggestions != nil, choose(key) { return }
    switch key {
    case .text(let text): type(text)
    case .paste(let text):
      leaveSuggestions()
      document.insert(text)
    case .enter:
      leaveSuggestions()
      document.insert("\n", isTyped: true)
    case .tab: suggest()
    case .escape: leaveSuggestions()
    case .alt("/"): prompt = .command("")
    case .control("c"), .control("q"), .control("d"): leave()
    case .control("s"): save()
    case .control("l"): screen.clear()
    default:
      leaveSuggestions()
      change(key)
    }
  }

  /// Keys that mean something else while continuations are shown.
  ///
  /// - Returns: whether this is one.
  private mutating func choose(_ key: TerminalKey) -> Bool {
    switch key {
    case .up: suggestions?.choose(by: -1)
    case .down: suggestions?.choose(by: 1)
    case .right: accept(.character)
    case .wordRight, .alt("f"): accept(.word)
    case .end, .control("e"): accept(.line)
    case .enter: accept(nil)
    case .backTab:
      settings.grain = settings.grain.next
      leaveSuggestions()
      suggest()
    default: return false
    }
    return true
  }

  private mutating func type(_ text: String) {
    if text == "/", startsCommand {
      leaveSuggestions()
      prompt = .command("")
      return
    }
    let rest = suggestions?.following(text)
    worker.cancel()
    suggestions = rest
    document.insert(text, isTyped: true)
  }

  /// True at the start of a line and after white space, where a slash is a command.
  private var startsCommand: Bool {
    document.cursor == 0 || document.characters[document.cursor - 1].isWhitespace
  }

  private mutating func change(_ key: TerminalKey) {
    let place = document.cursor
    switch key {
    case .backspace: document.delete(to: max(0, place - 1), isTyped: true)
    case .delete: document.delete(to: min(document.characters.count, place + 1))
    case .control("w"): document.delete(to: document.wordStart)
    case .control("u"): document.delete(to: document.lineStart())
    case .control("k"): document.delete(to: document.lineEnd())
    case .control("z"), .control("_"):
      if !document.undo() { message = "there is nothing to undo" }
    case .control("y"): if !document.redo() { message = "there is nothing to redo" }
    case .left, .control("b"): document.move(to: place - 1)
    case .right, .control("f"): document.move(to: place + 1)
    case .wordLeft, .alt("b"): document.move(to: document.wordStart)
    case .wordRight, .alt("f"): document.move(to: document.wordEnd)
    case .home, .control("a"): document.move(to: document.lineStart())
    case .end, .control("e"): document.move(to: document.lineEnd())
    case .textStart: document.move(to: 0)
    case .textEnd: document.move(to: document.characters.count)
    case .up, .control("p"): moveRows(-1)
    case .down, .control("n"): moveRows(1)
    case .pageUp: moveRows(-pageRows)
    case .pageDown: moveRows(pageRows)
    case .backTab:
      settings.grain = settings.grain.next
      message = "Tab gives \(settings.grain.words)"
    default: break
    }
  }

  /// Leaves the editor, after asking whether to save.
  mutating func leave() {
    leaveSuggestions()
    if file.isSaved(document) {
      isDone = true
    } else {
      prompt = .leaving
    }
  }

  private mutating func answer(_ key: TerminalKey) {
    switch key {
    case .text("y"), .text("Y"), .enter:
      prompt = nil
      guard file.path != nil else {
        prompt = .command("save ")
        message = "give the text a name, or Esc and /quit to leave without one"
        return
      }
      save()
      isDone = file.isSaved(document)
    case .text("n"), .text("N"): (isDone, isDiscarded) = (true, true)
    case .control("c"): isDone = true
    case .escape: prompt = nil
    default: break
    }
  }
}
