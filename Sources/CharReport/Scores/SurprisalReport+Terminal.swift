internal import CharIO
internal import CharLM
internal import CharText
internal import Foundation

extension SurprisalReport {
  /// The ANSI style of each level: black on yellow to red.
  private static let styles = [
    "30;48;5;230", "30;48;5;222", "30;48;5;215", "30;48;5;209", "97;48;5;160",
  ]

  /// Returns the report for a terminal.
  ///
  /// - Parameters:
  ///   - width: columns of the terminal.
  ///   - isColored: whether ANSI colors may be used; without them, characters of the two highest levels are in
  ///     brackets.
  /// - Returns: the lines, each with its end.
  package func terminalText(width: Int, isColored: Bool) -> String {
    let legend =
      isColored
      ? "bits: "
        + zip(Self.legend, Self.styles).map { " \($0) ".styled($1) }.joined(separator: " ")
      : "[x]: \(Self.levels[Self.levels.count - 2].fixed(0)) bits or more"
    let heading =
      "\(text.name.shownName) by \(model.shownName): \(characterCount.counted("character", "characters")), "
      + "\(bitsPerCharacter.fixed(2)) bits per character"
    return heading.styled("1", if: isColored) + "\n" + legend + "\n\n"
      + colored(width: width, isColored: isColored) + "\n" + places(width: width, isColored)
  }

  /// A character as it is shown.
  private struct Cell {
    var text: String
    var level: Int
    var width: Int
  }

  private func colored(width: Int, isColored: Bool) -> String {
    let marked = isColored ? Self.levels.count + 1 : Self.levels.count - 1
    var lines = ""
    var line: [Cell] = []
    func endLine(at end: Int) {
      lines += Self.styled(line[..<end], isColored: isColored, marked: marked) + "\n"
      line.removeFirst(end)
    }
    for item in characters {
      let level = Self.level(item)
      let isEnd = !item.isBoundary && text.source[item.range].last == UInt8(ascii: "\n")
      let plain = isEnd ? (level > 0 ? "⏎" : "") : item.isBoundary ? "" : string(item.range)
      let shown = plain.replacing("\t", with: "  ").withoutControls
      let brackets = level >= marked ? 2 : 0
      line.append(Cell(text: shown, level: level, width: shown.displayWidth + brackets))
      if line.reduce(0, { $0 + $1.width }) > width {
        // After the last space, or before this character.
        let space = line.dropLast().lastIndex { $0.text == " " }
        endLine(at: space.map { $0 + 1 } ?? max(1, line.count - 1))
      }
      if isEnd || (item.isBoundary && !line.isEmpty) { endLine(at: line.count) }
    }
    if !line.isEmpty { endLine(at: line.count) }
    return lines
  }

  /// Returns characters with the styles of their levels, or with brackets from a level on.
  private static func styled(
    _ cells: ArraySlice<Cell>, isColored: Bool, marked: Int
  ) -> String {
    var (result, run, level) = ("", "", 0)
    func end() {
      result += level > 0 && isColored ? run.styled(styles[level - 1]) : run
      run = ""
    }
    for cell in cells {
      if cell.level != level { end() }
      level = cell.level
      run += cell.level >= marked && !cell.text.isEmpty ? "[\(cell.text)]" : cell.text
    }
    end()
    return result
  }

  private func places(width: Int, _ isColored: Bool) -> String {
    guard !oddPlaces.isEmpty else { return "" }
    var result = "The oddest places".styled("1", if: isColored) + "\n"
    for row in oddPlaces.map({ OddPlaceRow($0, of: self) }) {
      let character = row.context.character
      result +=
        "\n\(row.place)  \(row.context.before)"
        + (isColored ? character.styled(Self.styles[Self.styles.count - 1]) : "[\(character)]")
        + "\(row.context.after)  \(row.bits) bits\n"
      let facts =
        (row.alternatives.isEmpty ? [] : [("expected", row.alternatives)])
        + row.repairs.enumerated().map { ($0 == 0 ? "repairs" : "", $1) }
      for line in TextTable(facts).lines {
        result += "    " + line.cut(to: max(20, width - 4)) + "\n"
      }
    }
    return result
  }
}
