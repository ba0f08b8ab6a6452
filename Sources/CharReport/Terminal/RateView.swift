internal import CharIO
package import CharTraining

/// Shows a sweep of learning rates: a progress line, then loss against rate and the advice.
package struct RateView {
  private let finder: RateFinder
  private let optimizer: OptimizerConfiguration
  private let words: ProgramWords

  /// Announces a sweep.
  ///
  /// - Parameters:
  ///   - finder: the rate finder.
  ///   - optimizer: the optimizer, whose rate is sought.
  ///   - words: the words of the program.
  package init(_ finder: RateFinder, _ optimizer: OptimizerConfiguration, _ words: ProgramWords) {
    (self.finder, self.optimizer, self.words) = (finder, optimizer, words)
    Console.note(
      "finding a rate for \(optimizer.kind.rawValue): \(finder.parameters.grouped) parameters, "
        + "at most \(finder.steps) steps from \(finder.rate(0).rateText) to "
        + "\(finder.rate(finder.steps - 1).rateText); nothing is written")
  }

  /// Shows how far a sweep is.
  ///
  /// - Parameter sweep: the sweep so far.
  package func show(_ sweep: RateSweep) {
    guard Console.isTerminal, let last = sweep.points.last else { return }
    Console.raw(
      "\r\u{1B}[Kstep \(sweep.points.count)/\(finder.steps)  rate \(last.rate.rateText)  "
        + "loss \(last.smoothed.fixed(3))")
  }

  /// Prints the result of a sweep.
  ///
  /// - Parameters:
  ///   - sweep: the sweep.
  ///   - json: true for one JSON object.
  /// - Throws: `FileError`.
  package func finish(_ sweep: RateSweep, json: Bool) throws {
    if Console.isTerminal { Console.raw("\r\u{1B}[K") }
    if json {
      try Console.line(sweep.object(of: optimizer.kind).text)
    } else {
      let curve = RateCurve(
        sweep, per: finder.unit, width: Console.columns(1), hasColor: Console.isOutputColored)
      if let curve { try Console.line(curve.text + "\n") }
      try Console.line(words.wording(advice(sweep)))
    }
  }

  private func advice(_ sweep: RateSweep) -> String {
    let last = sweep.points.last?.rate.rateText ?? "the first rate"
    let ending =
      switch sweep.ending {
      case .complete: "All rates were tried."
      case .exploded: "The loss exploded at \(last)."
      case .notFinite: "The loss was not finite after \(last)."
      case .stopped: "The sweep was stopped at \(last); higher rates are unknown."
      }
    guard let rate = sweep.advisedRate, let lowest = sweep.lowest, let steepest = sweep.steepest
    else {
      return "\(ending) No rate lowered the loss; give more `steps`, or look at the text."
    }
    let usual = optimizer.kind.defaultRate.rateText
    return "\(ending) The loss fell fastest at \(steepest.rate.rateText) and was lowest at "
      + "\(lowest.rate.rateText).\nAdvice: `rate` \(rate.rateText), half way between them as factors "
      + "go, and at most a third of the latter; \(optimizer.kind.rawValue)'s default is \(usual)."
  }
}
