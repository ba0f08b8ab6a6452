import CharReport
import Testing

@Suite("Tables for terminals")
struct TextTableTests {
  @Test("Columns line up, wide characters too, with nothing behind the last cell")
  func alignment() {
    let table = TextTable(
      [["name", "times", "note"], ["中", "12", ""], ["abcdef", "3", "x"]],
      numbers: [1])
    #expect(
      table.lines == ["name    times  note", "中         12", "abcdef      3  x"], "\(table.lines)")
  }

  @Test("All columns but the first are numbers unless others are named")
  func numbers() {
    #expect(
      TextTable([["a", "1", "22"], ["bb", "333", "4"]]).text == "a     1  22\nbb  333   4\n")
    #expect(TextTable([("a", "1"), ("bb", "333")]).text == "a   1\nbb  333\n")
  }

  @Test("Columns are as wide as they must be, or as they are told to be")
  func least() {
    #expect(TextTable([["a", "1", "2"]], least: [0, 4, 3]).lines == ["a     1    2"])
  }

  @Test("Words give way where there is no room, numbers never do")
  func fit() {
    let name = String(repeating: "x", count: 40)
    var table = TextTable([[name, "123456"], ["y", "7"]])
    table.fit(30)
    #expect(table.lines[0] == String(repeating: "x", count: 21) + "…  123456")
    table.fit(4)
    #expect(table.lines[0] == "xxxxxxx…  123456")
  }
}
