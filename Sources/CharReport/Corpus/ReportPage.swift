import CharNumerics
import CharText
import Foundation

/// A report as a page on a terminal.
struct ReportPage {
  private let sections: [ReportSections.Section]
  private let width: Int
  private let hasColour: Bool
  private static let indent = "  "

  init(_ sections: ReportSections) {
    let isTerminal = isatty(1) == 1
    self.init(
      sections.all,
      width: min(120, max(40, Console.columns(1))),
      hasColour: isTerminal && Console.allowsColour)
  }

  init(_ sections: [ReportSections.Section], width: Int, hasColour: Bool) {
    (self.sections, self.width, self.hasColour) = (sections, width, hasColour)
  }

  var text: String {
    sections.map { section in
      paint(section.title, "1;36") + "\n\n"
        + section.blocks.map { text($0) }.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private func paint(_ text: String, _ style: String) -> String {
    hasColour && !text.isEmpty ? "\u{1B}[\(style)m\(text)\u{1B}[0m" : text
  }

  private func text(_ block: ReportSections.Block) -> String {
    switch block {
    case .facts(let rows): facts(rows)
    case .bars(let title, let rows): bars(title, rows)
    case .table(let header, let rows, let numbers): table(header, rows, numbers)
    case .note(let note): lines(note, Self.indent, Self.indent).joined()
    case .command(let command): self.command(command)
    }
  }

  /// A command that can be copied: where it is longer than a line, flags go on in the next.
  private func command(_ command: String) -> String {
    let indent = Self.indent + Self.indent
    var lines: [String] = []
    for (index, part) in command.components(separatedBy: " --").enumerated() {
      let part = index == 0 ? part : "--" + part
      if let last = lines.last,
        indent.count + last.displayWidth + 1 + part.displayWidth + 2 <= width
      {
        lines[lines.count - 1] = last + " " + part
      } else {
        lines.append(index == 0 ? part : Self.indent + part)
      }
    }
    return lines.enumerated().map { index, line in
      indent + paint(line + (index + 1 < lines.count ? " \\" : ""), "1") + "\n"
    }.joined()
  }

  private func facts(_ rows: [(name: String, value: String)]) -> String {
    let column = (rows.map(\.name.displayWidth).max() ?? 0) + 2
    return rows.map { row in
      let rest = Self.indent + String(repeating: " ", count: column)
      let wrapped = lines(row.value, "", rest, first: rest.count)
      return Self.indent + paint(row.name.padded(to: column), "2") + wrapped.joined()
    }.joined()
  }

  private func bars(
    _ title: String, _ rows: [(label: String, amount: Double, text: String)]
  ) -> String {
    let label = min(rows.map(\.label.displayWidth).max() ?? 0, width / 3)
    let text = rows.map(\.text.displayWidth).max() ?? 0
    let room = max(4, min(60, width - label - text - 7))
    let most = rows.map(\.amount).max() ?? 0
    let list = rows.map { row in
      let bar = Self.bar(row.amount / max(most, .leastNonzeroMagnitude), room)
      return Self.indent + row.label.cut(to: label).padded(to: label) + "  "
        + paint(bar, "36") + String(repeating: " ", count: room - bar.count) + "  "
        + row.text.padded(to: text, isRight: true) + "\n"
    }
    return Self.indent + paint(title, "2") + "\n" + list.joined()
  }

  /// A bar of eighths of a column; something is seen of everything that is there.
  private static func bar(_ share: Double, _ room: Int) -> String {
    let eighths = max(share > 0 ? 1 : 0, Int((share * Double(room) * 8).rounded()))
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }

  private func table(_ header: [String], _ rows: [[String]], _ numbers: Set<Int>) -> String {
    var widths = header.indices.map { column in
      ([header] + rows).map { $0[column].displayWidth }.max() ?? 0
    }
    // The widest column of words gives way where there is too little room.
    let room = width - Self.indent.count - 2 * (widths.count - 1)
    var excess = widths.reduce(0, +) - room
    while excess > 0 {
      let words = widths.indices.filter { !numbers.contains($0) }
      guard let widest = words.max(by: { widths[$0] < widths[$1] }), widths[widest] > 8 else {
        break
      }
      let less = min(excess, max(1, (widths[widest] - 8) / 2))
      widths[widest] -= less
      excess -= less
    }
    func row(_ cells: [String]) -> String {
      let padded = cells.indices.map {
        cells[$0].cut(to: widths[$0]).padded(to: widths[$0], isRight: numbers.contains($0))
      }
      let line = padded.joined(separator: "  ")
      return Self.indent + String(line.reversed().drop { $0 == " " }.reversed())
    }
    return ([paint(row(header), "2")] + rows.map(row)).map { $0 + "\n" }.joined()
  }

  /// Text in lines of the page's width.
  private func lines(
    _ text: String, _ first: String, _ rest: String, first column: Int? = nil
  ) -> [String] {
    var result: [String] = []
    var line = first
    var used = column ?? first.displayWidth
    var isEmpty = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let size = String(word).displayWidth
      if !isEmpty, used + 1 + size > width {
        result.append(line + "\n")
        (line, used, isEmpty) = (rest, rest.displayWidth, true)
      }
      line += (isEmpty ? "" : " ") + word
      used += size + (isEmpty ? 0 : 1)
      isEmpty = false
    }
    return result + [line + "\n"]
  }
}

extension String {
  /// At most so many columns; an ellipsis stands for what is cut off.
  fileprivate func cut(to width: Int) -> String {
    guard displayWidth > width else { return self }
    var result = ""
    var used = 0
    for character in self {
      let size = String(character).displayWidth
      guard used + size < width else { break }
      result.append(character)
      used += size
    }
    return result + "…"
  }
}
