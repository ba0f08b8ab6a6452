public import CharCorpus
internal import CharIO

/// A report on a text with advice, as HTML, terminal text and JSON.
///
///     let report = try CorpusReporter(paths: ["songs.txt"]).report()
///     let text = TextAdvice(report)
///     let page = CorpusReportPage(report, text, ModelAdvice(report, text))
///     print(page.text())
public struct CorpusReportPage {
  private let sections: ReportSections

  /// Creates a report page.
  ///
  /// - Parameters:
  ///   - report: the report on the text.
  ///   - text: the advice about the text.
  ///   - model: the advice about a model of it.
  ///   - commands: the commands that follow from the advice; nil = none are shown.
  public init(
    _ report: CorpusReport, _ text: TextAdvice, _ model: ModelAdvice,
    commands: AdvisedCommands? = nil
  ) {
    sections = ReportSections(report: report, text: text, model: model, commands: commands)
  }

  /// Returns a self-contained HTML page with plots.
  ///
  /// - Parameter title: the name of the text.
  /// - Returns: the HTML file.
  public func html(title: String) -> String { ReportHTML(sections, title: title).text }

  /// Returns the report as terminal text.
  ///
  /// - Parameters:
  ///   - width: columns of the terminal; limited to 40 to 120.
  ///   - hasColor: true if ANSI colors may be used.
  /// - Returns: the lines, each with a line end.
  public func text(width: Int = 80, hasColor: Bool = false) -> String {
    ReportText(sections.all, width: min(120, max(40, width)), hasColor: hasColor).text
  }

  /// The report as a JSON object in one line, with stable keys.
  public var json: String { ReportJSON(sections).object.text }
}
