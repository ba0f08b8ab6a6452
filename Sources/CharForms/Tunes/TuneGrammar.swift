/// Writes the grammar of a ``Tune``.
///
/// Durations are counted in quarters of the unit length. The rule `rN` is the rest of a bar of which N quarters are
/// left, so that the rules are the same in all metres.
struct TuneGrammar {
  private static let units = [4, 8, 16]
  /// The notation of lengths, by the number of quarters of the unit.
  private static let lengths: [(quarters: Int, text: String)] = [
    (1, #""/4""#), (2, #""/" "2"?"#), (3, #""3/4""#), (4, #""""#), (6, #""3/2""#), (8, #""2""#),
    (12, #""3""#), (16, #""4""#), (20, #""5""#), (24, #""6""#), (28, #""7""#), (32, #""8""#),
    (48, #""12""#), (64, #""16""#),
  ]
  private static let symbols = #"""
    number ::= [1-9] [0-9]{0,3}
    title ::= " "? [^ %\\:|\x00-\x1F\x7F-\x9F] [^%\\\x00-\x1F\x7F-\x9F]{0,60} "\n"
    field ::= [CSRZONHA] ":" title
    key ::= " "? ([A-G] | [ABDEGC] "b" | [FC] "#") (" "? "Major")? | " "? ([A-G] | [FCG] "#" | [BE] "b") minor | " "? [A-G] mode
    minor ::= "m" | " "? "Minor"
    mode ::= " "? ("Dorian" | "Mixolydian")
    nl ::= "" | "\n" ("K:" key "\n")?
    chord ::= "\"" [A-G] [#b]? ("m" "7"? | "7" | "6" | "dim" | "maj7")? ("/" [A-G] [#b]?)? "\""
    pitch ::= [_=^]? ([A-G] ","? | [a-g] "'"?)
    note ::= chord? "~"? pitch
    ornate ::= chord? "{" pitch "}" pitch
    rest ::= chord? "z"

    """#

  private let tune: Tune

  init(_ tune: Tune) { self.tune = tune }

  /// The grammar in GBNF.
  func text() throws(ConstraintError) -> String {
    var heads: [Int: [String]] = [:]
    for metre in tune.metres {
      guard let length = Tune.length(of: metre) else {
        throw ConstraintError(
          "the metre \(metre) is unknown; known are \(Tune.allMetres.joined(separator: ", "))")
      }
      let (top, bottom) = length
      // Without L:, metres below 3/4 have sixteenths.
      let usual = 4 * top < 3 * bottom ? 16 : 8
      for unit in Self.units where 4 * top * unit % bottom == 0 {
        let given = #""L:" " "? "1/\#(unit)\n" field{0,3}"#
        let field = unit == usual ? "(\(given))?" : given
        heads[4 * top * unit / bottom, default: []].append(
          #""M:" " "? "\#(metre)\n" field{0,3} \#(field)"#)
      }
    }
    let bars = heads.keys.sorted()
    var rules = [
      #"root ::= "X:" " "? number "\n" "T:" title field{0,5} ("#
        + bars.map { "h\($0) \"K:\" key \"\\n\" t\($0)" }.joined(separator: " | ") + ")"
    ]
    for bar in bars {
      rules.append("h\(bar) ::= " + (heads[bar] ?? []).joined(separator: " | "))
      let pickups = [0, 2].filter { $0 <= bar / 2 } + stride(from: 4, through: bar / 2, by: 4)
      rules.append("t\(bar) ::= " + pickups.map { "t\(bar)p\($0)" }.joined(separator: " | "))
      for pickup in pickups { rules += tuneRules(bar, pickup) }
    }
    rules += barRules(longest: bars.last ?? 0)
    for (quarters, text) in Self.lengths { rules.append("l\(quarters) ::= \(text)") }
    return rules.joined(separator: "\n") + "\n" + Self.symbols
  }

  /// The rules of tunes with bars of a length that start with a part of a bar of another length.
  private func tuneRules(_ bar: Int, _ pickup: Int) -> [String] {
    let (name, low, high) = ("t\(bar)p\(pickup)", tune.bars.lowerBound, tune.bars.upperBound)
    let start = pickup == 0 ? "" : "r\(pickup) \"|\" nl"
    let optional = pickup == 0 ? "" : "(\(start))?"
    let last = pickup == 0 ? "r\(bar)" : "(r\(bar) | r\(bar - pickup))"
    let bars = "(r\(bar) \"|\" nl){\(low - 1),\(high - 1)}"
    return [
      // Second endings are the end of a tune: after them, a repeat has no certain start.
      #"\#(name) ::= \#(start) \#(name)s more\#(name) | "|:" \#(start) \#(name)r more\#(name)"#
        + #" | \#(start) \#(name)v | "|:" \#(start) \#(name)v"#,
      #"more\#(name) ::= (" "? nl \#(name)o){0,3} (" "? nl "|:" \#(optional) \#(name)v)?"#,
      #"\#(name)o ::= "|:" \#(optional) \#(name)r | \#(optional) \#(name)s"#,
      #"\#(name)s ::= \#(bars) \#(last) (":|" | "||" | "|]")"#,
      #"\#(name)r ::= \#(bars) \#(last) ":|""#,
      #"\#(name)v ::= \#(bars) "[1" \#(last) ":|" nl "[2" \#(last) ("||" | "|]")"#,
    ]
  }

  private func barRules(longest: Int) -> [String] {
    var rules: [String] = []
    for left in stride(from: longest, to: 0, by: -1) {
      var ways: [String] = []
      var rests: [String] = []
      for (quarters, _) in Self.lengths where quarters <= left {
        ways.append("l\(quarters) r\(left - quarters)")
        rests.append("l\(quarters) r\(left - quarters)")
        if quarters * 2 <= left, [2, 4, 6, 8].contains(quarters) {
          ways.append("l\(quarters) [<>] note l\(quarters) r\(left - 2 * quarters)")
        }
      }
      let triplets = [1, 2, 4, 8].filter { $0 * 2 <= left }.map {
        "note l\($0) note l\($0) note l\($0) r\(left - 2 * $0)"
      }
      let triplet = triplets.isEmpty ? "" : " | \"(3\" (\(triplets.joined(separator: " | ")))"
      // A grace note takes its time from the note.
      let long = Self.lengths.map(\.quarters).filter { 8 <= $0 && $0 <= left }
        .map { "l\($0) r\(left - $0)" }
      let ornate = long.isEmpty ? "" : " | ornate (\(long.joined(separator: " | ")))"
      rules.append("r\(left) ::= \" \"? (note a\(left) | rest b\(left)\(ornate)\(triplet))")
      rules.append("a\(left) ::= \(ways.joined(separator: " | "))")
      rules.append("b\(left) ::= \(rests.joined(separator: " | "))")
    }
    rules.append("r0 ::= \" \"?")
    return rules
  }
}
