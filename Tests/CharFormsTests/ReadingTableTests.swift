import CharForms
import Testing

@Suite("Tables of readings")
struct ReadingTableTests {
  @Test("are read from text, with scores, escapes and comments")
  func file() throws {
    let table = try ReadingTable(
      parsing: """
        # a comment

        a a ä -0.5 à
        a  á
        \\#\t\\-1 \\s\\\\
        sep
        """)
    typealias Alternative = ReadingTable.Alternative
    #expect(table.readings.count == 3)
    #expect(table.readings["a"]?.map(\.text) == ["a", "ä", "à", "á"])
    #expect(table.readings["a"]?.map(\.score) == [0, -0.5, 0, 0])
    #expect(table.readings["#"]?.map(\.text) == ["-1", " \\"])
    #expect(table.readings["sep"]?.map(\.text) == [""])
  }

  @Test(
    "that are wrong are refused with line and column",
    arguments: [
      ("", 1, 1, "has no readings"), ("# only a comment\n", 1, 1, "has no readings"),
      ("a b\n-1 b", 2, 1, "expected a reading"), ("a -1", 1, 3, "expected a text before"),
      ("a b -1 -2", 1, 8, "expected a text before"), ("a b +3", 1, 5, "+3 is out of range"),
      ("a b -inf", 1, 5, "-inf is out of range"), ("a b -nan", 1, 5, "-nan is out of range"),
      ("a b\nab \\x", 2, 4, "\\x is no escape"), ("a b\\", 1, 4, "\\ is no escape"),
      ("é c\u{7}", 1, 4, "control character"), ("a\r\nb\r\nc \u{0}", 3, 3, "control character"),
    ])
  func errors(_ text: String, _ line: Int, _ column: Int, _ problem: String) throws {
    let error = try #require(throws: ReadingTableError.self) { try ReadingTable(parsing: text) }
    #expect(error.line == line && error.column == column, "\(error)")
    #expect(error.description.hasPrefix("\(line):\(column): ") && error.problem.contains(problem))
  }

  /// The readings of a table that stand for a text, with their scores.
  private func readings(of text: String, _ table: ReadingTable) -> [String: Double] {
    var result: [String: Double] = [:]
    for (reading, alternatives) in table.readings {
      for alternative in alternatives where alternative.text == text {
        result[reading] = alternative.score
      }
    }
    return result
  }

  @Test("of pinyin have a syllable with marks, with numbers and without tones")
  func pinyin() throws {
    let table = ReadingTable.pinyin()
    #expect(
      Set(readings(of: "女", table).filter { $0.value == 0 }.keys)
        == ["nü", "nv", "nu:", "nǚ", "nü3", "nv3", "nu:3"])
    #expect(Set(readings(of: "先", table).keys) == ["xian", "xian1", "xiān"])
    #expect(readings(of: "吗", table)["ma5"] == 0 && readings(of: "吗", table)["ma0"] == 0)
    #expect(readings(of: "流", table)["liú"] == 0 && readings(of: "走", table)["zǒu"] == 0)
    #expect(readings(of: "学", table)["xué"] == 0 && readings(of: "略", table)["lue"] == 0)
    #expect(readings(of: "，", table) == [",": 0])
    #expect(table.readings[" "]?.map(\.text) == [""])
    // The first reading of the source is the most common one.
    let scores = readings(of: "行", table)
    let (common, rare) = (try #require(scores["xing"]), try #require(scores["hang"]))
    #expect(common == 0 && rare < 0)
  }

  @Test("of pinyin know initials on request, and only the characters that are wanted")
  func initials() throws {
    let table = ReadingTable.pinyin(of: { "中安".unicodeScalars.contains($0) }, allowsInitials: true)
    let scores = readings(of: "中", table)
    let (initial, whole) = (try #require(scores["zh"]), try #require(scores["zhong"]))
    #expect(initial < whole && scores["z"] == initial)
    #expect(readings(of: "安", table)["a"] != nil)
    #expect(readings(of: "国", table).isEmpty)
    #expect(ReadingTable.pinyin(of: { $0 == "中" }).readings["zh"] == nil)
  }

  @Test("have a name each, and accents in both cases")
  func named() throws {
    for name in ReadingTable.names {
      let table = try #require(ReadingTable.named(name))
      #expect(!table.readings.isEmpty, "\(name)")
    }
    #expect(ReadingTable.named("klingon") == nil)
    for name in ["czech", "french", "german", "spanish", "vietnamese"] {
      let readings = try #require(ReadingTable.named(name)).readings
      for letter in readings.keys.joined() {
        let own = readings[String(letter)] ?? []
        #expect(own.contains { $0.text == String(letter) }, "\(name): \(letter)")
      }
    }
    let german = try #require(ReadingTable.named("german"))
    #expect(german.readings["a"]?.map(\.text) == ["a", "ä"])
    #expect(german.readings["Ue"]?.map(\.text) == ["Ü"])
    #expect(german.readings["ss"]?.map(\.text) == ["ß"])
    #expect(german.readings["SS"]?.map(\.text) == ["ẞ"])
    let vietnamese = try #require(ReadingTable.named("vietnamese"))
    #expect(vietnamese.readings["O"]?.count == 18 && vietnamese.readings["d"]?.count == 2)
  }
}
