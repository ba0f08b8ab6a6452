internal import CharIO
internal import CharNumerics
package import CharTraining

/// A terminal plot of a run's losses over its steps.
public struct LossCurve {
  private let plot: TerminalPlot

  private static let rows = 14
  /// Minimum number of training points for a curve.
  private static let fewest = 3
  /// Minimum and maximum width in columns.
  private static let (narrowest, widest) = (40, 100)
  private static let (trainingStyle, validationStyle, bestStyle) = ("36", "33", "32")

  /// Plots the run in a model directory; nil if the run is too short or the terminal too narrow.
  ///
  /// - Parameters:
  ///   - directory: the model directory.
  ///   - width: columns of the terminal; up to 100 are used.
  ///   - hasColor: true if ANSI colors may be used.
  /// - Throws: `FileError` if the directory contains no run.
  public init?(ofRunIn directory: String, width: Int = 80, hasColor: Bool = false) throws {
    self.init(try RunHistory(directory: directory), width: width, hasColor: hasColor)
  }

  /// Plots a history that was already read.
  ///
  /// - Parameters:
  ///   - history: the history of the run.
  ///   - width: columns of the terminal; up to 100 are used.
  ///   - hasColor: true if ANSI colors may be used.
  package init?(_ history: RunHistory, width: Int, hasColor: Bool) {
    let points = history.training.compactMap { point in
      point.nats.map { PlotLine.Point(point.step, $0.mean) }
    }
    guard points.count >= Self.fewest, width >= Self.narrowest, let last = points.last
    else { return nil }
    let validation = history.validation.map { PlotLine.Point($0.step, $0.nats) }
    let best = history.best.map { PlotLine.Point($0.step, $0.nats) }
    let x = PlotAxis(from: 0, to: max(last.x, validation.last?.x ?? 0))
    let line = String(repeating: BrailleCanvas.character(0x12), count: 2)
    var legend: [TerminalPlot.Styled] = [
      .init(text: "nats per \(history.unit)"),
      .init(text: "\(line) training", style: Self.trainingStyle),
    ]
    if !validation.isEmpty {
      legend.append(.init(text: "o validation", style: Self.validationStyle))
    }
    if let best {
      let text = "* best \(best.y.fixed(4)) at step \(Int(best.x).grouped)"
      legend.append(.init(text: text, style: Self.bestStyle))
    }
    plot = TerminalPlot(
      x: x,
      y: PlotAxis(
        of: (points + validation).map(\.y), logarithmicFrom: 1.5, startsAtZero: false),
      legend: legend,
      curve: PlotLine(name: "training", color: 0, kind: .thin, points: points),
      curveStyle: Self.trainingStyle,
      marks: validation.map { ($0, .init(text: "o", style: Self.validationStyle)) }
        + (best.map { [($0, .init(text: "*", style: Self.bestStyle))] } ?? []),
      ticks: { columns in
        let ticks = x.ticks(atMost: max(2, columns / 12))
        return zip(ticks, PlotAxis.labels(ticks)).map { (place: $0, label: $1) }
      },
      rows: Self.rows, width: min(Self.widest, width), hasColor: hasColor)
  }

  /// The plot as lines, without the last line end.
  public var text: String { plot.text }
}
