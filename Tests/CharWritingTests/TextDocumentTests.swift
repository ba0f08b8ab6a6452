import CharWriting
import TestSupport
import Testing

@Suite("A document with undo")
struct TextDocumentTests {
  @Test("Random changes, undone and redone, give back every text on the way")
  func random() {
    let seed = UInt64.random(in: 0...1 << 40)
    var random = SeededGenerator(state: seed)
    let pieces = ["a", " ", "\n", "e\u{301}", "\u{301}", "中", "👩‍👩‍👧", "🇩🇪", "word ", "x\ny"]
    for _ in 0..<50 {
      var document = TextDocument("start")
      var texts = [document.text]
      for _ in 0..<60 {
        switch random.next() % 5 {
        case 0, 1: document.insert(pieces[Int(random.next() % UInt64(pieces.count))])
        case 2: document.delete(to: max(0, document.cursor - Int(random.next() % 4)))
        case 3: document.delete(to: min(document.characters.count, document.cursor + 1))
        default:
          document.move(to: Int(random.next() % UInt64(document.characters.count + 1)))
          continue
        }
        if !same(document.text, texts[texts.count - 1]) { texts.append(document.text) }
        #expect(document.cursor <= document.characters.count, "seed \(seed)")
        // The characters are those of the whole text.
        #expect(document.characters.count == document.text.count, "seed \(seed)")
      }
      for text in texts.dropLast().reversed() {
        expect(undo(&document) && same(document.text, text), "seed \(seed)")
      }
      expect(!undo(&document))
      for text in texts.dropFirst() {
        expect(redo(&document) && same(document.text, text), "seed \(seed)")
      }
      expect(!redo(&document))
    }
  }

  private func expect(
    _ isTrue: Bool, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(isTrue, comment, sourceLocation: sourceLocation)
  }

  private func undo(_ document: inout TextDocument) -> Bool { document.undo() }
  private func redo(_ document: inout TextDocument) -> Bool { document.redo() }

  private func same(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }

  @Test("Typing is undone word by word, and characters deleted one after another at once")
  func words() {
    var document = TextDocument()
    for character in "the old sea" { document.insert(String(character), isTyped: true) }
    expect(undo(&document) && document.text == "the old ")
    expect(undo(&document) && document.text == "the ")
    expect(redo(&document) && document.text == "the old ")
    for _ in 0..<4 { document.delete(to: document.cursor - 1, isTyped: true) }
    #expect(document.text == "the ")
    expect(undo(&document) && document.text == "the old ")
    // A new change forgets what was undone.
    document.insert("!")
    expect(!redo(&document))
    #expect(document.text == "the old !")
  }

  @Test("A move of the cursor ends a change")
  func moves() {
    var document = TextDocument()
    document.insert("a", isTyped: true)
    document.move(to: 1)
    document.insert("b", isTyped: true)
    expect(undo(&document) && document.text == "a")
  }

  @Test("A mark joins the character before it, and is deleted with it")
  func marks() {
    var document = TextDocument("cafe")
    document.insert("\u{301}")
    #expect(document.characters.count == 4 && document.cursor == 4)
    document.delete(to: 3)
    #expect(document.text == "caf")
    expect(undo(&document) && document.text.unicodeScalars.count == 5)
    expect(undo(&document) && document.text.utf8.elementsEqual("cafe".utf8))
    var flag = TextDocument("🇩", cursor: 1)
    flag.insert("🇪")
    #expect(flag.characters.count == 1 && flag.cursor == 1)
  }

  @Test("Lines, paragraphs and words are found around the cursor")
  func places() {
    let document = TextDocument("one two\n\nthree\nfour five", cursor: 17)
    #expect(document.lineStart() == 15 && document.lineEnd() == 24)
    #expect(document.paragraphStart == 9)
    #expect(document.wordStart == 15 && document.wordEnd == 19)
    #expect(TextDocument("a\nb").paragraphStart == 0)
    #expect(document.lines(around: 17, before: 1, after: 5) == 9..<24)
  }

  @Test("A draft keeps text, cursor and changes")
  func draft() throws {
    let scratch = try Scratch()
    var document = TextDocument("中文")
    document.insert("e\u{301}")
    document.insert("!")
    _ = document.undo()
    document.move(to: 1)
    let path = scratch.path("draft")
    try WritingDraft(document, savedHash: "abc").write(to: path)
    let read = try #require(try WritingDraft.read(path))
    #expect(read.document == document && read.savedHash == "abc")
    var again = read.document
    expect(redo(&again) && again.text == "中文e\u{301}!")
    #expect(try WritingDraft.read(scratch.path("none")) == nil)
    #expect(WritingDraft.path(of: "a/story.txt") == "a/.story.txt.charlm")
    #expect(WritingDraft.path(of: "story.txt") == ".story.txt.charlm")
  }

  @Test("A draft whose changes have cursors, as in earlier versions, is read too")
  func earlierDraft() throws {
    let scratch = try Scratch()
    let change = #"{"start":0,"removed":"","inserted":"ab","cursor":0}"#
    let history = #"{"edits":["# + change + #"],"count":1,"isOpen":false}"#
    let json = #"{"text":"ab","cursor":2,"history":"# + history + "}"
    try scratch.write(Array(json.utf8), to: "draft")
    var document = try #require(try WritingDraft.read(scratch.path("draft"))).document
    #expect(document.text == "ab")
    expect(undo(&document) && document.text.isEmpty)
  }
}
