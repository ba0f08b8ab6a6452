import CharText
import Foundation
import Testing

@Suite("Texts and lines as commands read them")
struct LineBatchesTests {
  private let folder: Folder

  init() throws { folder = try Folder() }

  private func file(_ bytes: [UInt8]) throws -> String {
    try folder.write("\(UUID().uuidString).txt", bytes)
  }

  private func lines(_ batches: consuming LineBatches) throws -> [String] {
    var (batches, lines) = (batches, [String]())
    while let batch = try batches.next() {
      #expect(!batch.isEmpty)
      lines += batch.map { String(decoding: $0, as: UTF8.self) }
    }
    return lines
  }

  @Test(
    "Lines end with LF or CR LF, and the last end is optional",
    arguments: [
      ("", []), ("\n", [""]), ("a", ["a"]), ("a\r\nb\n", ["a", "b"]), ("a\n\nb", ["a", "", "b"]),
      ("\u{FEFF}a\n", ["a"]), ("a\rb\n", ["a\rb"]),
    ] as [(String, [String])])
  func ends(_ text: String, _ expected: [String]) throws {
    #expect(try lines(LineBatches(file(Array(text.utf8)))) == expected)
    #expect(try WholeText(contentsOf: file(Array(text.utf8))).string.lines == expected)
  }

  @Test("Many lines come in batches, with the bytes so far")
  func batches() throws {
    let text = (0..<3000).map { "line \($0)\n" }.joined()
    var batches = try LineBatches(file(Array(text.utf8)))
    #expect(batches.size == text.utf8.count)
    var (lines, taken, count) = ([String](), 0, 0)
    while let batch = try batches.next() {
      lines += batch.map { String(decoding: $0, as: UTF8.self) }
      #expect(batches.bytesTaken > taken && batch.count <= 1024)
      (taken, count) = (batches.bytesTaken, count + 1)
    }
    #expect(lines.joined(separator: "\n") + "\n" == text && taken == text.utf8.count)
    #expect(count >= 3)
  }

  @Test("Invalid UTF-8 is an error, or replaced with a warning; a model of bytes reads it")
  func invalid() throws {
    let path = try file([0x61, 0xFF, 0x0A, 0x62, 0x0A])
    #expect(throws: CorpusError.self) { try lines(LineBatches(path)) }
    #expect(throws: CorpusError.self) { try WholeText(contentsOf: path) }
    #expect(try lines(LineBatches(path, invalid: .replace)) == ["a\u{FFFD}", "b"])
    let text = try WholeText(contentsOf: path, invalid: .replace)
    #expect(text.string == "a\u{FFFD}\nb\n" && text.warnings.count == 1)
    #expect(text.withoutLastLineEnd == Array("a\u{FFFD}\nb".utf8))
    let bytes = try WholeText(contentsOf: path, for: TextConfiguration(unit: .byte))
    #expect(bytes.bytes == [0x61, 0xFF, 0x0A, 0x62, 0x0A] && bytes.warnings.isEmpty)
  }

  @Test("A byte order mark is part of the text of a model of bytes alone")
  func byteOrderMark() throws {
    let path = try file([0xEF, 0xBB, 0xBF, 0x61])
    #expect(try WholeText(contentsOf: path).bytes == [0x61])
    #expect(try WholeText(contentsOf: path, for: TextConfiguration(unit: .byte)).bytes.count == 4)
  }

  @Test("Another encoding is converted")
  func encodings() throws {
    let path = try file([0x63, 0x61, 0x66, 0xE9, 0x0A])
    let latin = try #require(TextEncoding("ISO-8859-1"))
    #expect(try WholeText(contentsOf: path, encoding: latin).string == "café\n")
    #expect(try lines(LineBatches(path, encoding: latin)) == ["café"])
  }
}
