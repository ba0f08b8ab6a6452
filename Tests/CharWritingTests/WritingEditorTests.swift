import CharForms
import CharIO
import CharLM
import CharText
import CharWriting
import Foundation
import TestSupport
import Testing

@Suite("The editor without a terminal")
struct WritingEditorTests {
  private let scratch: Scratch
  private let paper: EditorOnPaper

  init() throws {
    scratch = try Scratch()
    paper = try EditorOnPaper(scratch.path("story.txt"))
  }

  @Test("Typed text is on the screen, with the cursor after it")
  func typing() {
    paper.type("the old sea")
    paper.press(.enter)
    paper.type("and the")
    #expect(paper.screen.prefix(3) == [" the old sea", " and the", ""])
    #expect(paper.cursor == [8, 1])
    paper.press(.up, .home)
    #expect(paper.cursor == [1, 0])
    paper.press(.wordRight, .delete, .text("-"))
    #expect(paper.text == "the-old sea\nand the")
    paper.columns = 80
    #expect(paper.screen[10].contains("story.txt ●") && paper.screen[10].contains("19 characters"))
  }

  @Test("Wide characters, marks and emoji have their width")
  func widths() {
    for (text, column) in [("山水", 5), ("e\u{301}", 6), ("，", 8), ("🙂", 10), ("a", 11)] {
      paper.type(text)
      #expect(paper.cursor == [column, 0], "\(text)")
    }
    paper.press(.left, .left, .left, .left)
    #expect(paper.cursor == [5, 0])
    paper.press(.backspace)
    #expect(paper.cursor == [3, 0] && paper.screen[0] == " 山e\u{301}，🙂a")
  }

  @Test("Rows break anew for every width, and the cursor moves by them")
  func resizing() {
    paper.type("the miller walks along the quiet river")
    #expect(paper.screen.prefix(2) == [" the miller walks along the quiet river", ""])
    paper.columns = 18
    #expect(
      paper.screen.prefix(4).map { $0.trimmingCharacters(in: .whitespaces) }
        == ["the miller walks", "along the quiet", "river", ""])
    paper.press(.up)
    paper.type("X")
    #expect(paper.text == "the miller walks alongX the quiet river")
  }

  @Test("A terminal of any size is filled, and no row is wider than it")
  func sizes() {
    paper.type("山水 the miller walks\talong\nthe quiet river, and the old sea beyond")
    let candidates = paper.continuations()
    #expect(!candidates.isEmpty)
    for prompt in [TerminalKey.escape, .alt("/"), .text("help"), .enter] {
      for rows in 1...14 {
        for columns in 3...50 {
          (paper.columns, paper.rows) = (columns, rows)
          let screen = paper.screen
          let cursor = paper.cursor
          #expect(screen.count == rows, "\(columns) × \(rows)")
          #expect(
            screen.allSatisfy { $0.displayWidth <= columns }, "\(columns) × \(rows): \(screen)")
          #expect((0..<columns).contains(cursor[0]) && (0..<rows).contains(cursor[1]))
        }
      }
      paper.press(prompt)
    }
  }

  @Test("Words that were typed are undone one by one, and redone")
  func undo() {
    paper.type("one two")
    paper.press(.control("w"))
    let texts = ["one ", "one two", "one ", ""]
    for text in texts.dropFirst() {
      paper.press(.control("z"))
      #expect(paper.text == text)
    }
    paper.press(.control("z"))
    #expect(paper.hint == " there is nothing to undo")
    for text in texts.dropLast().reversed() {
      paper.press(.control("y"))
      #expect(paper.text == text)
    }
    paper.press(.control("y"))
    #expect(paper.hint == " there is nothing to redo")
  }

  @Test("Continuations are listed, chosen and accepted in parts")
  func continuations() throws {
    paper.type("ab")
    let candidates = paper.continuations()
    try #require(candidates.count == 3)
    let first = try #require(paper.screen.first { $0.contains("❯") })
    #expect(first.contains(candidates[0].replacing("\n", with: "⏎").prefix(20)))
    paper.press(.down)
    #expect(paper.editor.suggestions?.chosen == 1)
    paper.press(.right)
    #expect(paper.text == "ab" + candidates[1].prefix(1))
    paper.press(.enter)
    #expect(paper.text == "ab" + candidates[1] && paper.editor.suggestions == nil)
    // Others come where these were shown and left.
    paper.press(.control("z"))
    let before = paper.text
    let again = paper.continuations()
    let others = paper.continuations()
    #expect(!others.isEmpty && Set(others).isDisjoint(with: again))
    paper.press(.escape)
    #expect(paper.text == before && paper.editor.suggestions == nil)
  }

  @Test("What is typed may follow a continuation, which then stays")
  func following() throws {
    // So that it has several characters.
    paper.command("must cab")
    paper.type("ab")
    let chosen = try #require(paper.continuations().first)
    try #require(chosen.count > 1)
    paper.type(String(chosen.prefix(1)))
    #expect(paper.text == "ab" + chosen.prefix(1))
    #expect(paper.editor.suggestions?.text == String(chosen.dropFirst()))
    paper.type("x")
    #expect(paper.editor.suggestions == nil)
  }

  @Test("Commands change settings, and say what is wrong")
  func commands() {
    for (command, hint) in [
      ("temperature hot", "host: "), ("nonsense", "/nonsense is not a command; /help lists them"),
      ("grain page", "/grain takes character, word, line or text"),
      ("form nothing", "nothing is neither a form nor a file"),
    ] {
      paper.columns = 100
      paper.command(command)
      #expect(paper.hint.contains(hint), "\(command): \(paper.hint)")
    }
    paper.command("temperature 0.5")
    paper.command("must cab")
    paper.command("grain word")
    #expect(paper.screen[10].contains("counting  temperature 0.5  word  must cab"))
    paper.type("a ")
    let texts = paper.continuations()
    #expect(!texts.isEmpty && texts.allSatisfy { $0.contains("cab") })
    paper.command("must")
    #expect(paper.editor.settings.constraint.wishes.required.isEmpty)
    paper.command("help")
    paper.rows = 24
    #expect(paper.screen.contains { $0.contains("other settings") })
    paper.press(.enter)
    #expect(!paper.screen.contains { $0.contains("other settings") })
  }

  @Test("A slash after a word is text, one at the start of a line a command")
  func slashes() {
    paper.type("and/or //x")
    #expect(paper.text == "and/or /x")
    paper.type(" /gra")
    #expect(paper.text == "and/or /x " && paper.hint.hasPrefix(" /gra   G  Tab gives"))
    paper.press(.tab)
    #expect(paper.hint.hasPrefix(" /grain "))
    paper.press(.escape)
    #expect(paper.hint.contains("Tab continue"))
  }
}
