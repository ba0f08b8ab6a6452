import CharIO
import CharText
import CharWriting
import TestSupport
import Testing

@Suite("The file of a text and its draft")
struct WritingFileTests {
  private let scratch: Scratch
  private let path: String
  private let draft = ".story.txt.charlm"

  init() throws {
    scratch = try Scratch()
    path = scratch.path("story.txt")
  }

  private func saved() throws -> String {
    String(decoding: try scratch.read("story.txt"), as: UTF8.self)
  }

  @Test("Saving writes the file, and leaving asks where it was not saved")
  func saving() throws {
    let paper = try EditorOnPaper(path)
    paper.type("one")
    paper.press(.control("s"))
    #expect(try saved() == "one" && paper.hint == " saved story.txt")
    paper.type(" two")
    paper.press(.control("c"))
    #expect(!paper.editor.isDone && paper.hint.contains("Save story.txt before leaving?"))
    paper.press(.escape)
    #expect(!paper.editor.isDone)
    paper.press(.control("c"))
    paper.type("y")
    #expect(try paper.editor.isDone && saved() == "one two")
    #expect(try paper.editor.end() == .left)
  }

  @Test("A text without a name asks for one")
  func naming() throws {
    let paper = try EditorOnPaper(nil)
    paper.columns = 200
    paper.type("one")
    paper.press(.control("s"))
    #expect(paper.hint.contains("give the text a name"))
    paper.editor.press([.text(path), .enter])
    #expect(try saved() == "one" && paper.editor.file.name == "story.txt")
  }

  @Test("A draft brings back the text, its changes and its cursor after a crash")
  func recovery() throws {
    try scratch.write(Array("one two".utf8), to: "story.txt")
    let paper = try EditorOnPaper(path)
    paper.type(" three")
    paper.press(.left)
    paper.editor.keepDraft()
    #expect(try saved() == "one two")
    // The editor does not end; another one opens the file.
    let again = try EditorOnPaper(path)
    #expect(again.text == "one two three" && again.cursor == [13, 0])
    #expect(again.editor.message?.hasPrefix("recovered text that was not saved") ?? false)
    again.press(.control("z"), .control("z"))
    #expect(again.text == "one two")
    again.press(.control("y"))
    #expect(again.text == "one two ")
    again.command("revert")
    #expect(again.text == "one two")
    #expect(try again.editor.end() == .left)
  }

  @Test("Text that was not saved is kept with its name; given up, it is gone")
  func ending() throws {
    let paper = try EditorOnPaper(path)
    paper.type("one")
    #expect(try paper.editor.end() == .kept("story.txt"))
    #expect(try scratch.files == [draft])
    paper.press(.control("c"))
    paper.type("n")
    #expect(try paper.editor.isDiscarded && paper.editor.end() == .left)
    #expect(try scratch.files.isEmpty)
  }

  @Test("A file that was changed elsewhere is overwritten only when it is saved again")
  func changedElsewhere() throws {
    try scratch.write(Array("one".utf8), to: "story.txt")
    let paper = try EditorOnPaper(path)
    paper.columns = 100
    paper.type(" two")
    try scratch.write(Array("other".utf8), to: "story.txt")
    paper.press(.control("s"))
    #expect(try saved() == "other" && paper.hint.contains("was changed elsewhere; save again"))
    paper.press(.control("s"))
    #expect(try saved() == "one two")
  }

  @Test("A draft of a file that has changed keeps both texts")
  func both() throws {
    try scratch.write(Array("one".utf8), to: "story.txt")
    let paper = try EditorOnPaper(path)
    paper.type(" two")
    paper.editor.keepDraft()
    try scratch.write(Array("other".utf8), to: "story.txt")
    let again = try EditorOnPaper(path)
    #expect(again.text == "one two")
    #expect(again.editor.message?.contains("the file has changed too") ?? false)
    again.press(.control("z"))
    #expect(again.text == "other")
  }

  @Test("A damaged draft is an error that says how to go on")
  func damaged() throws {
    try scratch.write(Array("{".utf8), to: draft)
    let error = try #require(throws: FileError.self) { try WritingFile(path) }
    #expect(error.path == scratch.path(draft))
    #expect(error.problem.hasSuffix("; remove it to start from the file"))
  }

  @Test("A file that is not UTF-8 is an error")
  func invalid() throws {
    try scratch.write([0x61, 0xFF], to: "story.txt")
    #expect(throws: CorpusError.self) { try WritingFile(path) }
  }

  @Test("The draft is written as the user pauses, and every two seconds while they type")
  func timer() {
    let start = ContinuousClock.now
    var timer = DraftTimer()
    func isDue(_ milliseconds: Int, isIdle: Bool) -> Bool {
      timer.isDue(at: start + .milliseconds(milliseconds), isIdle: isIdle)
    }
    #expect(!isDue(10_000, isIdle: true))
    timer.change(at: start)
    #expect(!isDue(300, isIdle: true) && timer.hasChanges)
    #expect(!isDue(500, isIdle: false))
    #expect(isDue(500, isIdle: true) && !timer.hasChanges)
    timer.change(at: start)
    timer.change(at: start + .seconds(2))
    #expect(isDue(2001, isIdle: false))
    #expect(!isDue(9000, isIdle: true))
  }
}
