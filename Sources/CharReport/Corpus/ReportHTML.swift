internal import CharCorpus
internal import CharIO

/// A report as a self-contained HTML page with plots, in light and dark mode.
struct ReportHTML {
  private let sections: ReportSections
  private let title: String

  init(_ sections: ReportSections, title: String) {
    (self.sections, self.title) = (sections, title)
  }

  /// The HTML file.
  var text: String {
    HTMLPage(
      kind: "Corpus report", title: title, generator: "charlm corpus report", header: figures,
      main: sections.all.dropFirst().map(section).joined(separator: "\n")
    ).text
  }

  /// The key figures.
  private var figures: String {
    let report = sections.report
    let best = report.entropy.orders.map(\.nats).min()
    let all: [(value: String, name: String)] =
      [
        (report.characters.grouped, "characters"),
        (report.frequencies.count.grouped, "different"),
        (report.lines.grouped, report.lines == 1 ? "line" : "lines"),
        (report.documents.grouped, report.documents == 1 ? "document" : "documents"),
        (report.files.count.grouped, report.files.count == 1 ? "file" : "files"),
        (report.bytes.bytes, "of UTF-8"),
      ] + (best.map { [($0.fixed(3), "nats per character to beat")] } ?? [])
    return HTMLPage.figures(all)
  }

  private func section(_ section: ReportSections.Section) -> String {
    var blocks = section.blocks.map(block)
    if section.title == "Characters" {
      // Both ends of the list with their headings, side by side if space permits.
      let halves = stride(from: 0, to: blocks.count - 1, by: 2).map {
        "<div>\(blocks[$0])\n\(blocks[$0 + 1])</div>"
      }
      blocks = [frequencies, "<div class=\"pair\">\(halves.joined())</div>"]
    }
    return HTMLPage.section(section.title, blocks)
  }

  private var frequencies: String {
    let plot = ReportPlot.ranks(sections.report.frequencies.map(\.count))
    return HTMLPage.figure(
      "how often each character occurs, from the most to the least frequent", plot)
  }

  private func block(_ block: ReportSections.Block) -> String {
    switch block {
    case .note(let note): HTMLPage.note(note)
    case .command(let command): "<pre><code>\(command.escapedHTML)</code></pre>"
    case .facts(let rows): HTMLPage.facts(rows)
    case .bars(let title, let rows):
      HTMLPage.figure(
        title,
        title.hasPrefix("length") ? ReportPlot.columns(rows) : ReportPlot.bars(rows))
    case .table(let header, let rows, let numbers): HTMLPage.table(header, rows, numbers: numbers)
    }
  }
}
