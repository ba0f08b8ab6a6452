public import CharCorpus

/// A report on a text with its advice, for a browser, for a terminal, and for programs.
///
///     let report = try CorpusReporter(paths: ["songs.txt"]).report()
///     let text = TextAdvice(report)
///     let page = CorpusReportPage(report, text, ModelAdvice(report, text))
///     print(page.text())
public struct CorpusReportPage {
  private let sections: ReportSections

  /// A report to show.
  ///
  /// - Parameters:
  ///   - report: what is in the text.
  ///   - text: what is advised about the text.
  ///   - model: what is advised about a model of it.
  ///   - commands: the commands that follow from the advice; nil = none are shown.
  public init(
    _ report: CorpusReport, _ text: TextAdvice, _ model: ModelAdvice,
    commands: AdvisedCommands? = nil
  ) {
    sections = ReportSections(report: report, text: text, model: model, commands: commands)
  }

  /// A page with plots for a browser that needs nothing from elsewhere.
  ///
  /// - Parameter title: what the text is called.
  /// - Returns: the whole file.
  public func html(title: String) -> String { ReportHTML(sections, title: title).text }

  /// A page for a terminal.
  ///
  /// - Parameters:
  ///   - width: columns of the terminal; 40 to 120 are used.
  ///   - hasColor: whether colors of ANSI's are welcome.
  /// - Returns: lines with their ends.
  public func text(width: Int = 80, hasColor: Bool = false) -> String {
    ReportText(sections.all, width: min(120, max(40, width)), hasColor: hasColor).text
  }

  /// One JSON object in one line, whose names do not change.
  public var json: String { ReportJSON(sections).object.text }
}
