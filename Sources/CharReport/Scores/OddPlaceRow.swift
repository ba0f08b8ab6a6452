internal import CharLM
internal import CharText
internal import Foundation

/// An odd place in words: where it is, its surroundings, what the model expected and what would repair it.
struct OddPlaceRow {
  /// The characters shown before and after the place.
  private static let (before, after) = (24, 16)

  /// The line and the column in characters, from 1.
  let place: String
  /// The text before the place, the character in it, and the text after it, in one line.
  let context: (before: String, character: String, after: String)
  /// The surprisal of the place in bits.
  let bits: String
  /// What the model expected, with probabilities.
  let alternatives: String
  /// The repairs, with their gains in bits.
  let repairs: [String]

  init(_ odd: OddPlace, of report: SurprisalReport) {
    let text = report.text
    let document = text.documents[odd.document]
    let range = document.ranges[odd.token]
    let start =
      text.source[..<range.lowerBound].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = text.source[..<start].count { $0 == UInt8(ascii: "\n") } + 1
    let column = report.string(start..<range.lowerBound).unicodeScalars.count + 1
    place = "\(line):\(column)"
    let count = document.tokens.count
    func part(_ tokens: Range<Int>) -> String {
      guard !tokens.isEmpty else { return "" }
      let bytes =
        document.ranges[tokens.lowerBound]
        .lowerBound..<document.ranges[tokens.upperBound - 1]
        .upperBound
      return report.string(bytes)
    }
    let first = max(0, odd.token - Self.before)
    let last = min(count, odd.token + 1 + Self.after)
    context = (
      Self.shown((first > 0 ? "…" : "") + part(first..<odd.token)),
      Self.shown(part(odd.token..<odd.token + 1)),
      Self.shown(part(odd.token + 1..<last) + (last < count ? "…" : ""))
    )
    bits = (odd.nats / log(2)).fixed(1)
    let vocabulary = report.tokenizer.vocabulary
    alternatives = odd.alternatives.filter { $0.probability >= 0.005 }.map { alternative in
      "\(Self.quoted(vocabulary.displayName(of: alternative.token))) \((100 * alternative.probability).fixed(0)) %"
    }.joined(separator: ", ")
    repairs = odd.repairs.map { repair in
      // The words around the change.
      let near = max(0, repair.range.lowerBound - 8)..<min(count, repair.range.upperBound + 6)
      let changed =
        part(near.lowerBound..<repair.range.lowerBound)
        + report.tokenizer.decode(repair.tokens)
        + part(repair.range.upperBound..<near.upperBound)
      return
        "\(repair.kind.rawValue): \(Self.shown(changed)) (\((repair.gain / log(2)).fixed(1)) bits)"
    }
  }

  /// The text in one line, with line ends and tabs as symbols and controls escaped.
  private static func shown(_ text: String) -> String {
    text.replacing("\r\n", with: "⏎").replacing("\n", with: "⏎").replacing("\t", with: "⇥")
      .withoutControls
  }

  private static func quoted(_ name: String) -> String { name == " " ? "space" : name }
}
