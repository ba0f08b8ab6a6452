import CharForms
import Testing

@Suite("Tunes in ABC notation")
struct TuneTests {
  private static let head = "X:1\nT:Abacus\nM:6/8\nK:G\n"

  @Test("random tunes have bars that add up, and none gets stuck")
  func randomTexts() throws {
    let seed = UInt64.random(in: 0..<1_000_000)
    var dice = Dice(seed)
    let tune = Tune()
    let rules = try tune.constraint()
    let shortest = try #require(rules.shortestEnd(from: rules.initialState))
    for _ in 0..<100 {
      let text = try randomText(rules, upTo: shortest + dice.below(400), &dice)
      #expect(tune.faults(in: text) == [], "seed \(seed): \(text)")
    }
  }

  @Test(
    "bars that add up are allowed",
    arguments: [
      "g2g B^AB|d2d G3|GAB A2A|ABc B3|]", "\"G\"g2g B^AB|d2d G3|\"Am\"GAB A2A|\n{g}A2c z3:|",
      "D|g2g B^AB|d2d G3|GAB A2A|ABc B2:|\nD|g2g B^AB|d2d G3|GAB A2A|ABc B2||",
      "(3gfe d4|A>B c2 d/2e/2f|G3/2A/2 B4|[1 G6:|[2 G6|]",
    ])
  func allowed(_ music: String) throws {
    let text = Self.head + music
    #expect(Tune().faults(in: text) == [])
    #expect(try Tune().constraint().allows(text))
  }

  @Test(
    "bars that do not add up are not",
    arguments: [
      "g2g B^AB|d2d G2|GAB A2A|ABc B3|]", "D|g2g B^AB|d2d G3|GAB A2A|ABc B:|",
      "g2g B^AB|d2d G>|G GAB A2|ABc B3|]", "(3gf|e d4|GAB A2A|ABc B3|]",
    ])
  func refused(_ music: String) throws {
    let text = Self.head + music
    #expect(Tune().faults(in: text) != [])
    #expect(try !Tune().constraint().allows(text))
  }

  @Test("L: gives the unit, and without it the metre does")
  func units() throws {
    let rules = try Tune(metres: ["2/4"], bars: 2...4).constraint()
    #expect(rules.allows("X:1\nT:a\nM:2/4\nK:D\nA8|A8|]"))
    #expect(rules.allows("X:1\nT:a\nM:2/4\nL:1/8\nK:D\nA4|A4|]"))
    #expect(!rules.allows("X:1\nT:a\nM:2/4\nL:1/8\nK:D\nA8|A8|]"))
  }
}
