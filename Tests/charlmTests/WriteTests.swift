import Foundation
import Testing

@Suite("charlm write", .serialized)
struct WriteTests {
  private let scratch: Scratch
  private let model: String

  init() throws {
    scratch = try Scratch()
    model = try scratch.model("--steps", "60")
  }

  private func start(
    _ arguments: String..., columns: Int = 80, rows: Int = 20
  ) throws -> Terminal {
    let terminal = try Terminal(
      ["write", model, "--seed", "1"] + arguments, columns: columns, rows: rows,
      in: scratch.directory)
    try terminal.wait(for: "temperature")
    return terminal
  }

  private func text(_ name: String = "story.txt") throws -> String {
    try String(contentsOfFile: scratch.path(name), encoding: .utf8)
  }

  @Test("Without a terminal there is a clear error")
  func noTerminal() throws {
    expectFailure(
      try Command(["write", model]), "is not a terminal; charlm write needs a terminal")
    expectFailure(try Command(["write", scratch.path("none")]), "is not a terminal")
  }

  @Test(
    "Typing, choosing, undo, saving and leaving",
    .enabled(if: Terminal.tmux != nil, "tmux is not installed"))
  func typing() throws {
    let terminal = try start("story.txt")
    try terminal.type("the miller ")
    try terminal.wait(for: " the miller")
    try terminal.press("Tab")
    try terminal.wait(for: "❯")
    // The chosen continuation stands in the text and in the list.
    try terminal.wait {
      guard let first = try? chosen(terminal) else { return false }
      return $0.contains("the miller " + first.prefix(20))
    }
    let row = try chosenRow(terminal)
    try terminal.press("Down")
    try terminal.wait { _ in (try? chosenRow(terminal)) == row + 1 }
    try terminal.press("C-Right")
    try terminal.press("Escape")
    try terminal.wait(for: "Tab continue")
    try terminal.press("C-s")
    try terminal.wait(for: "saved story.txt")
    let accepted = try text()
    #expect(accepted.hasPrefix("the miller ") && accepted.count > 11)
    try terminal.press("C-z")
    try terminal.press("C-s")
    try terminal.wait { _ in (try? text()) == "the miller " }
    try terminal.press("C-z")
    try terminal.press("C-y")
    try terminal.press("C-y")
    try terminal.press("C-s")
    try terminal.wait { _ in (try? text()) == accepted }
    try terminal.type("!")
    try terminal.press("C-c")
    try terminal.wait(for: "Save story.txt before leaving?")
    try terminal.type("y")
    // The terminal is its old self: the shell's output is there, and typed keys are shown.
    try terminal.wait(for: "left 0")
    try terminal.wait { $0.split(separator: "\n").last?.contains("echo") ?? false }
    #expect(try !terminal.screen.contains("-echo"))
    #expect(try text() == accepted + "!")
    // The changes are still there the next time.
    let again = try start("story.txt")
    try again.press("C-z")
    try again.press("C-z")
    try again.press("C-s")
    try again.wait { _ in (try? text()) == "the miller " }
    try again.press("C-c")
    try again.wait(for: "left 0")
  }

  private func chosenRow(_ terminal: Terminal) throws -> Int {
    let rows = try terminal.screen.split(separator: "\n", omittingEmptySubsequences: false)
    return try #require(rows.firstIndex { $0.contains("❯") })
  }

  private func chosen(_ terminal: Terminal) throws -> String {
    let line = try #require(try terminal.screen.split(separator: "\n").first { $0.contains("❯") })
    return String(line.drop { $0 != "❯" }.dropFirst(2).prefix { $0 != "⏎" && $0 != "…" })
  }

  @Test(
    "Text that was not saved is recovered after kill -9",
    .enabled(if: Terminal.tmux != nil, "tmux is not installed"))
  func recovery() throws {
    _ = try scratch.file("story.txt", "one two")
    let terminal = try start("story.txt")
    try terminal.type(" three")
    try terminal.wait(for: "one two three")
    let draft = scratch.path(".story.txt.charlm")
    try terminal.wait { _ in
      (try? String(contentsOfFile: draft, encoding: .utf8))?.contains("one two three") ?? false
    }
    try terminal.kill()
    try terminal.wait(for: "left 137")
    #expect(try text() == "one two")
    let again = try start("story.txt")
    try again.wait(for: "one two three")
    // Undo goes on where it was.
    try again.press("C-z")
    try again.wait { $0.contains("one two") && !$0.contains("three") }
    try again.press("C-y")
    try again.wait(for: "one two three")
    try again.press("M-/")
    try again.type("revert")
    try again.press("Enter")
    try again.press("C-z")
    try again.wait(for: "one two three")
    try again.press("C-c")
    try again.wait(for: "before leaving?")
    try again.type("n")
    try again.wait(for: "left 0")
    #expect(try text() == "one two")
    #expect(!FileManager.default.fileExists(atPath: draft))
  }

  @Test(
    "Chinese, marks and emoji have their width, and rows break as the terminal is resized",
    .enabled(if: Terminal.tmux != nil, "tmux is not installed"))
  func widths() throws {
    let terminal = try start("story.txt", columns: 40, rows: 12)
    let margin = try terminal.cursor[0]
    for (text, columns) in [("山水", 4), ("e\u{301}", 5), ("，", 7), ("🙂", 9), ("a", 10)] {
      try terminal.type(text)
      try terminal.wait(for: text)
      #expect(try terminal.cursor == [margin + columns, 0], "\(text)")
    }
    try terminal.press("Left", "Left", "Left", "Left")
    try terminal.wait { _ in (try? terminal.cursor) == [margin + 4, 0] }
    try terminal.press("BSpace")
    try terminal.wait { _ in (try? terminal.cursor) == [margin + 2, 0] }
    #expect(try terminal.screen.contains("山e\u{301}，🙂a"))
    try terminal.press("C-e")
    try terminal.press("Enter")
    try terminal.type("the miller walks along the quiet river")
    try terminal.wait(for: "quiet river")
    try terminal.resize(columns: 22, rows: 12)
    try terminal.wait { screen in
      screen.split(separator: "\n").contains {
        $0.trimmingCharacters(in: .whitespaces) == "the miller walks"
      }
    }
    try terminal.resize(columns: 200, rows: 30)
    try terminal.wait(for: "the miller walks along the quiet river")
    #expect(try terminal.screen.contains(" characters"))
    try terminal.press("C-c")
    try terminal.wait(for: "before leaving?")
    try terminal.press("C-c")
    try terminal.wait(for: "left 0")
  }

  @Test(
    "Commands change settings, and say what is wrong",
    .enabled(if: Terminal.tmux != nil, "tmux is not installed"))
  func commands() throws {
    let terminal = try start()
    for (command, answer) in [
      ("/temperature 0.5", "temperature 0.5"), ("/must bell", "must bell"),
      ("/grain word", "word"), ("/temperature hot", "not a number"),
      ("/form nothing", "nothing is neither a form nor a file"), ("/nonsense", "is not a command"),
      ("/help", "any key goes back"),
    ] {
      try terminal.type(command)
      try terminal.press("Enter")
      try terminal.wait(for: answer)
    }
    try terminal.press("Enter")
    try terminal.press("Tab")
    try terminal.wait(for: "❯")
    try terminal.press("Enter")
    try terminal.type(" //and/or")
    try terminal.wait(for: "/and/or")
    try terminal.press("C-c")
    try terminal.wait(for: "before leaving?")
    try terminal.type("y")
    try terminal.wait(for: "/save")
    try terminal.type("new.txt")
    try terminal.press("Enter")
    try terminal.wait(for: "saved new.txt")
    try terminal.press("M-/")
    try terminal.type("quit")
    try terminal.press("Enter")
    try terminal.wait(for: "left 0")
    #expect(try text("new.txt").contains("bell") && text("new.txt").hasSuffix(" /and/or"))
  }
}
