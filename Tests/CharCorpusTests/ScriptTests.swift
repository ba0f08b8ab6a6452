import CharCorpus
import CharText
import Foundation
import Testing

@Suite("Scripts")
struct ScriptTests {
  @Test(
    "A character has the script that Unicode gives it",
    arguments: [
      ("a", "Latin"), ("é", "Latin"), ("Ж", "Cyrillic"), ("中", "Han"), ("の", "Hiragana"),
      ("ア", "Katakana"), ("한", "Hangul"), ("ש", "Hebrew"), ("ع", "Arabic"), ("ก", "Thai"),
      (" ", "Common"), ("7", "Common"), ("\u{301}", "Inherited"), ("\u{E000}", "Unknown"),
      ("\u{10FFFF}", "Unknown"),
    ])
  func examples(_ character: Unicode.Scalar, _ script: String) {
    #expect(Scripts.shared.name(of: character.value) == script)
  }

  static let source = "/usr/share/unicode/Scripts.txt"

  @Test(
    "Every code point has the script of the installed Scripts.txt",
    .enabled(if: FileManager.default.fileExists(atPath: source)))
  func all() throws {
    let text = try String(contentsOfFile: Self.source, encoding: .utf8)
    guard text.hasPrefix("# Scripts-\(Scripts.version).txt") else { return }
    var expected = [String](repeating: "Unknown", count: 0x110000)
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: "#")[0].split(separator: ";")
      let ends = parts[0].trimmingCharacters(in: .whitespaces).components(separatedBy: "..")
        .compactMap { Int($0, radix: 16) }
      let name = parts[1].trimmingCharacters(in: .whitespaces)
      let (first, last) = (try #require(ends.first), try #require(ends.last))
      for scalar in first...last { expected[scalar] = name }
    }
    let wrong = (0..<0x110000).filter { Scripts.shared.name(of: UInt32($0)) != expected[$0] }
    #expect(wrong.isEmpty)
  }
}
