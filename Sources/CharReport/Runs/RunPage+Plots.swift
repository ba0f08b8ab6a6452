internal import CharTraining

extension RunPage {
  /// The available x axes.
  private enum Axis: String, CaseIterable {
    case steps, tokens, time

    var key: KeyPath<TrainingPoint, Double?>? {
      switch self {
      case .steps: nil
      case .tokens: \.tokens
      case .time: \.seconds
      }
    }

    /// Returns the position of a measurement; nil if the run did not record it.
    func place(of point: ValidationPoint) -> Double? {
      switch self {
      case .steps: point.step
      case .tokens: point.tokens
      case .time: point.seconds
      }
    }
  }

  /// Sections with curves; none for runs without a history.
  var plots: [String] {
    [losses, course].filter { !$0.isEmpty }
  }

  // MARK: - Losses

  private var losses: String {
    guard runs.contains(where: { !$0.history.training.isEmpty || !$0.history.validation.isEmpty })
    else { return "" }
    // Radio buttons store the choice, so that no script is needed.
    let inputs = Axis.allCases.map { axis in
      "<input type=\"radio\" name=\"axis\" id=\"by-\(axis)\"\(axis == .steps ? " checked" : "")>"
    }
    let labels = Axis.allCases.map { "<label for=\"by-\($0)\">\($0)</label>" }
    let figures = Axis.allCases.map { axis in
      let plot = lossPlot(axis)
      return "<div class=\"by-\(axis)\">"
        + plot.svg(width: 860, height: 400, class: "wide")
        + plot.svg(width: 400, height: 300, class: "narrow") + "</div>"
    }
    let caption =
      "nats per \(units) over <span class=\"choice\">\(labels.joined())</span>"
    return HTMLPage.section(
      "Loss",
      [
        "<div class=\"axes\">\(inputs.joined())",
        "<figure><figcaption>\(caption)\(kinds)</figcaption>\(figures.joined(separator: "\n"))"
          + "</figure></div>",
      ])
  }

  private var units: String {
    var all: [String] = []
    for run in runs where !all.contains(run.unit) { all.append(run.unit) }
    return all.joined(separator: " or ")
  }

  /// The legend of the line styles.
  private var kinds: String {
    "<span class=\"legend\"><span><i class=\"key thin\"></i>training</span>"
      + "<span><i class=\"key\"></i>validation</span>\(names)</span>"
  }

  /// The legend of runs with curves and their colors; empty for a single run.
  private var names: String {
    guard runs.count > 1 else { return "" }
    return runs.filter { !$0.history.training.isEmpty || !$0.history.validation.isEmpty }
      .map { "<span>\($0.swatch)\($0.name.escapedHTML)</span>" }.joined()
  }

  private func lossPlot(_ axis: Axis) -> LinePlot {
    var lines: [PlotLine] = []
    var highlights: [(point: PlotLine.Point, color: Int, text: String)] = []
    let unit = timeUnit(axis)
    for run in runs {
      let training = run.history.training.compactMap { point -> PlotLine.Point? in
        let x = axis.key.map { point[keyPath: $0] } ?? point.step
        guard let x, let nats = point.nats else { return nil }
        return PlotLine.Point(
          x / unit.size, nats.mean, lowest: nats.lowest, highest: nats.highest)
      }
      func place(_ point: ValidationPoint) -> PlotLine.Point? {
        let x =
          axis.place(of: point) ?? axis.key.flatMap { run.history.place(of: point.step, on: $0) }
        return x.map { PlotLine.Point($0 / unit.size, point.nats) }
      }
      if !training.isEmpty {
        lines.append(
          PlotLine(
            name: "\(run.name), training", color: run.number,
            kind: runs.count == 1 ? .banded : .thin, points: training))
      }
      let validation = run.history.validation.compactMap(place)
      if !validation.isEmpty {
        lines.append(
          PlotLine(
            name: runs.count == 1 ? "validation" : run.name, color: run.number, kind: .thick,
            points: validation))
      }
      if runs.count == 1, let best = run.history.best, let point = place(best) {
        highlights.append((point, run.number, "best \(best.nats.fixed(4))"))
      }
    }
    let points = lines.flatMap(\.points)
    return LinePlot(
      x: PlotAxis(from: 0, to: points.map(\.x).max() ?? 1),
      y: PlotAxis(of: lines.flatMap(\.extent), logarithmicFrom: 1.5, startsAtZero: false),
      xTitle: unit.name, lines: lines, highlights: highlights)
  }

  /// Chooses a time unit that gives short numbers.
  private func timeUnit(_ axis: Axis) -> (size: Double, name: String) {
    guard axis == .time else { return (1, axis == .tokens ? "\(units)s" : "steps") }
    let longest = runs.compactMap { $0.history.training.last?.seconds }.max() ?? 0
    return longest < 180 ? (1, "seconds") : longest < 10_800 ? (60, "minutes") : (3600, "hours")
  }

  // MARK: - Rate, gradient, speed

  private var course: String {
    let figures = [
      figure("learning rate", \.rate, logarithmicFrom: .infinity, startsAtZero: true),
      figure("norm of the gradient before clipping", \.gradientNorm, logarithmicFrom: 8),
      figure(
        "\(units)s per second", \.tokensPerSecond, logarithmicFrom: .infinity, startsAtZero: true),
    ].filter { !$0.isEmpty }
    guard !figures.isEmpty else { return "" }
    let plots = "<div class=\"plots\">\(figures.joined(separator: "\n"))</div>"
    return HTMLPage.section(
      "Rate, gradient and speed",
      (names.isEmpty ? [] : ["<p class=\"legend\">\(names)</p>"]) + [plots])
  }

  private func figure(
    _ caption: String, _ key: KeyPath<TrainingPoint, Spread?>, logarithmicFrom ratio: Double,
    startsAtZero: Bool = false
  ) -> String {
    let lines = runs.compactMap { run -> PlotLine? in
      let points = run.history.training.compactMap { point in
        point[keyPath: key].map {
          PlotLine.Point(point.step, $0.mean, lowest: $0.lowest, highest: $0.highest)
        }
      }
      guard !points.isEmpty else { return nil }
      return PlotLine(
        name: run.name, color: run.number, kind: runs.count == 1 ? .banded : .thin,
        points: points)
    }
    guard !lines.isEmpty else { return "" }
    let points = lines.flatMap(\.points)
    let plot = LinePlot(
      x: PlotAxis(from: 0, to: points.map(\.x).max() ?? 1),
      y: PlotAxis(
        of: lines.flatMap(\.extent), logarithmicFrom: ratio, startsAtZero: startsAtZero),
      xTitle: "steps", lines: lines)
    return HTMLPage.figure(caption, plot.svg(width: 340, height: 230))
  }
}
