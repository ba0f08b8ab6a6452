internal import CharIO
internal import CharLM
internal import CharText
internal import Foundation

extension SurprisalReport {
  /// The number of characters that a page shows.
  private static let shownCharacters = 100_000
  /// The opacity of the color of each level.
  private static let opacities = ["0.14", "0.28", "0.45", "0.65", "0.9"]

  /// The report as a self-contained HTML page.
  package var html: String {
    let figures = HTMLPage.figures([
      (characterCount.grouped, "characters"), (bitsPerCharacter.fixed(2), "bits per character"),
      (exp2(bitsPerCharacter).fixed(1), "perplexity per character"),
    ])
    var sections = [HTMLPage.section("Text", [legend, coloredText])]
    if !oddPlaces.isEmpty { sections.append(HTMLPage.section("The oddest places", [table])) }
    return HTMLPage(
      kind: "Surprisal", title: "\(text.name.shownName) by \(model.shownName)",
      generator: Self.generator, header: figures, main: sections.joined(separator: "\n"),
      style: style
    ).text
  }

  /// The command that writes such pages.
  private static let generator = "charlm score"

  /// Returns whether a file starts like such a page.
  package static func isPage(_ start: String) -> Bool {
    start.contains(HTMLPage.mark(of: generator))
  }

  private var style: String {
    let colors = Self.opacities.enumerated().map { index, opacity in
      ".s\(index + 1) { background: rgba(222, 86, 20, \(opacity)); }"
    }
    return colors.joined(separator: "\n") + """

      .s5 { color: white; }
      .text { color: var(--ink); max-width: none; white-space: pre-wrap; overflow-wrap: anywhere;
        font-size: 1.0625rem; line-height: 1.8; }
      .text span, .legend span, td span { border-radius: 2px; }
      .legend span { padding: 0.1rem 0.5rem; color: var(--ink); }
      .legend .s5 { color: white; }
      """
  }

  private var legend: String {
    "<p class=\"legend\">Bits of surprisal: "
      + Self.legend.enumerated().map { "<span class=\"s\($0 + 1)\">\($1)</span>" }
      .joined(separator: " ") + "</p>"
  }

  private var coloredText: String {
    var result = "<p class=\"text\" dir=\"auto\">"
    for item in characters.prefix(Self.shownCharacters) {
      let level = Self.level(item)
      let isEnd = !item.isBoundary && text.source[item.range].last == UInt8(ascii: "\n")
      let shown = item.isBoundary ? "" : string(item.range).escapedHTML
      if level == 0 {
        result += item.isBoundary ? "\n" : shown
        continue
      }
      let bits = (item.surprisal.nats / log(2)).fixed(1)
      let entropy = (item.surprisal.entropy / log(2)).fixed(1)
      result +=
        "<span class=\"s\(level)\" title=\"\(bits) bits; the model was uncertain by \(entropy) bits\">"
        + (isEnd ? "⏎" : item.isBoundary ? "¶" : shown) + "</span>"
        + (isEnd || item.isBoundary ? "\n" : "")
    }
    result += "</p>"
    guard characters.count > Self.shownCharacters else { return result }
    return result
      + HTMLPage.note(
        "The first \(Self.shownCharacters.grouped) of \(characterCount.grouped) characters are shown."
      )
  }

  private var table: String {
    let rows = oddPlaces.map { place in
      let row = OddPlaceRow(place, of: self)
      return [
        row.place, row.bits,
        row.context.before.escapedHTML
          + "<span class=\"s5\">\(row.context.character.escapedHTML)</span>"
          + row.context.after.escapedHTML,
        row.alternatives.escapedHTML, row.repairs.map(\.escapedHTML).joined(separator: "<br>"),
      ]
    }
    return HTMLPage.table(
      ["line:column", "bits", "text", "expected", "repairs and their gain"], cells: rows,
      numbers: [1])
  }
}
