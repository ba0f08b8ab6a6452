internal import CharIO
internal import CharText
internal import Foundation

/// A report as terminal text.
struct ReportText {
  private let sections: [ReportSections.Section]
  private let width: Int
  private let hasColor: Bool
  private static let indent = "  "

  init(_ sections: [ReportSections.Section], width: Int, hasColor: Bool) {
    (self.sections, self.width, self.hasColor) = (sections, width, hasColor)
  }

  var text: String {
    sections.map { section in
      section.title.styled("1;36", if: hasColor) + "\n\n"
        + section.blocks.map { text($0) }.joined(separator: "\n")
    }.joined(separator: "\n")
  }

  private func text(_ block: ReportSections.Block) -> String {
    switch block {
    case .facts(let rows): facts(rows)
    case .bars(let title, let rows): bars(title, rows)
    case .table(let header, let rows, let numbers): table(header, rows, numbers)
    case .note(let note): lines(Self.indent + note, Self.indent)
    case .command(let command): self.command(command)
    }
  }

  /// Formats a command for copying, wrapping long ones at flags.
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
      indent + (line + (index + 1 < lines.count ? " \\" : "")).styled("1", if: hasColor) + "\n"
    }.joined()
  }

  private func facts(_ rows: [(name: String, value: String)]) -> String {
    let column = (rows.map(\.name.displayWidth).max() ?? 0) + 2
    return rows.map { row in
      let rest = Self.indent + String(repeating: " ", count: column)
      return Self.indent + row.name.padded(to: column).styled("2", if: hasColor)
        + lines(row.value, rest, from: rest.count)
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
        + bar.styled("36", if: hasColor) + String(repeating: " ", count: room - bar.count) + "  "
        + row.text.padded(to: text, isRight: true) + "\n"
    }
    return Self.indent + title.styled("2", if: hasColor) + "\n" + list.joined()
  }

  /// Returns a bar in eighths of a column; any positive share is visible.
  private static func bar(_ share: Double, _ room: Int) -> String {
    let eighths = max(share > 0 ? 1 : 0, Int((share * Double(room) * 8).rounded()))
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
  }

  private func table(_ header: [String], _ rows: [[String]], _ numbers: Set<Int>) -> String {
    let room = width - Self.indent.count
    var table = TextTable([header] + rows, numbers: numbers)
    table.fit(room)
    if table.width > room, rows.count < header.count - 1 {
      // Too many columns: they become rows.
      let all = [header] + rows
      table = TextTable(header.indices.map { column in all.map { $0[column] } })
    }
    return table.lines.enumerated().map { row, line in
      Self.indent + (row == 0 ? line.styled("2", if: hasColor) : line) + "\n"
    }.joined()
  }

  /// Wraps text to the page width.
  private func lines(_ text: String, _ indent: String, from column: Int = 0) -> String {
    text.wrapped(to: width, indent: indent, from: column).map { $0 + "\n" }.joined()
  }
}
