import CharText
import Testing

@Suite struct CharacterCellsTests {
  @Test(
    "Characters have the width of a terminal",
    arguments: [
      ("a", 1), ("中", 2), ("，", 2), ("e\u{301}", 1), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("❤", 1),
      ("한", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("é", 1), ("\u{301}", 1), ("\u{7}", 1),
    ] as [(Character, Int)])
  func cells(_ character: Character, _ width: Int) { #expect(character.cells == width) }
}
