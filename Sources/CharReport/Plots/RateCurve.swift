public import CharTraining
internal import Foundation

/// A terminal plot of loss against learning rate.
public struct RateCurve {
  private let plot: TerminalPlot

  private static let rows = 12
  private static let (curveStyle, adviceStyle) = ("36", "32")

  /// Plots a sweep; nil if it is too short.
  ///
  /// - Parameters:
  ///   - sweep: the sweep.
  ///   - unit: the unit of its losses: token or label.
  ///   - width: columns of the terminal; up to 100 are used.
  ///   - hasColor: true if ANSI colors may be used.
  public init?(
    _ sweep: RateSweep, per unit: String = "token", width: Int = 80, hasColor: Bool = false
  ) {
    guard sweep.points.count > 2, let first = sweep.points.first, let last = sweep.points.last
    else { return nil }
    let x = PlotAxis(from: log10(first.rate), to: log10(last.rate))
    plot = TerminalPlot(
      x: x,
      y: PlotAxis(
        of: sweep.points.map(\.smoothed), logarithmicFrom: .infinity, startsAtZero: false),
      legend: [.init(text: "nats per \(unit) at growing rates")],
      curve: PlotLine(
        name: "loss", color: 0, kind: .thin,
        points: sweep.points.map { PlotLine.Point(log10($0.rate), $0.smoothed) }),
      curveStyle: Self.curveStyle,
      upright: sweep.advisedRate.map { (x: log10($0), style: Self.adviceStyle) },
      // The advised rate, and the powers of ten around it.
      ticks: { _ in
        let powers = stride(from: x.lower.rounded(.up), through: x.upper, by: 1)
        let places = (sweep.advisedRate.map { [log10($0)] } ?? []) + powers
        return places.map { (place: $0, label: pow(10, $0).rateText) }
      },
      rows: Self.rows, width: min(100, width), hasColor: hasColor)
  }

  /// The plot as lines, without the last line end.
  public var text: String { plot.text }
}
