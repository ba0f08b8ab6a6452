/// A self-contained HTML page, in light and dark mode, for screens of all sizes and print.
struct HTMLPage {
  /// The kind of page.
  var kind: String
  /// The name of the subject, as plain text.
  var title: String
  /// The command that wrote it.
  var generator: String
  /// HTML below the title, and HTML of the main part.
  var header, main: String
  /// Additional CSS rules.
  var style = ""

  /// Returns the line that identifies a page of a command.
  static func mark(of generator: String) -> String {
    "<meta name=\"generator\" content=\"\(generator.escapedHTML)\">"
  }

  /// The HTML file.
  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    \(Self.mark(of: generator))
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>\(title.escapedHTML) – \(kind.lowercased())</title>
    <style>\(Self.style)\(style)</style>
    </head>
    <body>
    <header>
    <p class="kind">\(kind)</p>
    <h1>\(title.escapedHTML)</h1>
    \(header)
    </header>
    <main>
    \(main)
    </main>
    </body>
    </html>

    """
  }

  /// Formats key figures.
  static func figures(_ all: [(value: String, name: String)]) -> String {
    "<dl class=\"figures\">"
      + all.map { "<div><dd>\($0.value.escapedHTML)</dd><dt>\($0.name.escapedHTML)</dt></div>" }
      .joined() + "</dl>"
  }

  /// Formats a section.
  static func section(_ title: String, _ blocks: [String]) -> String {
    "<section><h2>\(title.escapedHTML)</h2>\n\(blocks.joined(separator: "\n"))\n</section>"
  }

  /// Formats a plot with its caption.
  static func figure(_ caption: String, _ svg: String) -> String {
    "<figure><figcaption>\(caption.escapedHTML)</figcaption>\(svg)</figure>"
  }

  /// Formats a sentence.
  static func note(_ text: String) -> String { "<p>\(text.escapedHTML)</p>" }

  /// Formats names and values.
  static func facts(_ rows: [(name: String, value: String)]) -> String {
    "<dl class=\"facts\">"
      + rows.map { "<dt>\($0.name.escapedHTML)</dt><dd>\($0.value.escapedHTML)</dd>" }.joined()
      + "</dl>"
  }

  /// Formats a table with a header; columns in `numbers` are right-aligned.
  static func table(_ header: [String], _ rows: [[String]], numbers: Set<Int>) -> String {
    table(header, cells: rows.map { $0.map(\.escapedHTML) }, numbers: numbers)
  }

  /// Formats a table of cells that are already HTML; some rows are emphasized.
  static func table(
    _ header: [String], cells: [[String]], numbers: Set<Int>, marked: Set<Int> = []
  ) -> String {
    func row(_ cells: [String], _ tag: String, isMarked: Bool = false) -> String {
      (isMarked ? "<tr class=\"marked\">" : "<tr>")
        + cells.enumerated().map { column, cell in
          let kind = numbers.contains(column) ? " class=\"number\"" : ""
          return "<\(tag)\(kind)><bdi>\(cell)</bdi></\(tag)>"
        }.joined() + "</tr>"
    }
    let body = cells.enumerated().map { row($1, "td", isMarked: marked.contains($0)) }
    return
      "<div class=\"scroll\"><table><thead>\(row(header.map(\.escapedHTML), "th"))</thead><tbody>"
      + body.joined(separator: "\n") + "</tbody></table></div>"
  }
}

extension String {
  /// The text escaped for elements and attributes.
  var escapedHTML: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{0}"..<"\u{20}" where scalar != "\n" && scalar != "\t": result += "·"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
