internal import Foundation

/// Successive halving: all runs are trained for some steps, the best go on for a multiple of them,
/// and so on (Jamieson and Talwalkar 2016, https://arxiv.org/abs/1502.07943).
///
/// A run that goes on continues where it paused: its schedule is that of the whole run.
public struct Halving: Sendable, Equatable {
  /// The factor by which the number of runs falls after a round, and their steps grow.
  public var factor = 3
  /// Steps of the first round.
  public var steps = 0

  /// A round: the steps after which it ends, and the number of combinations of settings in it.
  package struct Round: Equatable, Sendable {
    package var steps, count: Int

    package init(steps: Int, count: Int) { (self.steps, self.count) = (steps, count) }
  }

  /// Creates halving to a third.
  package init() {}

  /// Returns the rounds of a number of combinations; the last one ends with the runs.
  package func rounds(count: Int, steps total: Int) -> [Round] {
    var rounds: [Round] = []
    var round = Round(steps: steps, count: count)
    while round.count > 1, round.steps < total {
      rounds.append(round)
      let (next, overflows) = round.steps.multipliedReportingOverflow(by: factor)
      round = Round(
        steps: overflows ? total : next, count: (round.count + factor - 1) / factor)
    }
    rounds.append(Round(steps: total, count: round.count))
    return rounds
  }
}
