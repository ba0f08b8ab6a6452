internal import Foundation

/// An axis that maps values to positions and chooses round tick values.
struct PlotAxis {
  enum Scale { case linear, logarithmic }

  let scale: Scale
  let lower, upper: Double

  /// Creates a linear axis; an empty range is widened.
  init(from lower: Double, to upper: Double) {
    scale = .linear
    self.lower = lower
    self.upper = upper > lower ? upper : lower + max(abs(lower), 1) * 1e-3
  }

  private init(_ scale: Scale, _ lower: Double, _ upper: Double) {
    (self.scale, self.lower, self.upper) = (scale, lower, upper)
  }

  /// Creates an axis that is logarithmic if values are positive and vary widely.
  ///
  /// - Parameters:
  ///   - values: the values to show.
  ///   - ratio: minimum ratio of the largest to the smallest value for a logarithmic axis.
  ///   - startsAtZero: true if a linear axis starts at zero.
  init(of values: some Collection<Double>, logarithmicFrom ratio: Double, startsAtZero: Bool) {
    let finite = values.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 1)
    if low > 0, high >= low * ratio {
      let margin = pow(high / low, 0.04)
      self.init(.logarithmic, low / margin, high * margin)
    } else {
      let margin = max(high - low, abs(high) * 1e-3, 1e-9) * 0.06
      self.init(
        from: startsAtZero && low >= 0 ? 0 : low - (low >= 0 ? min(margin, low) : margin),
        to: high + margin)
    }
  }

  /// Returns the position of a value, from 0 at the lower end to 1 at the upper; clamped.
  func place(_ value: Double) -> Double {
    let share =
      switch scale {
      case .linear: (value - lower) / (upper - lower)
      case .logarithmic: log(max(value, lower) / lower) / log(upper / lower)
      }
    return share.isFinite ? min(1, max(0, share)) : 0
  }

  /// Returns round tick values.
  ///
  /// - Parameter most: maximum number of ticks.
  /// - Returns: the ticks in ascending order.
  func ticks(atMost most: Int) -> [Double] {
    guard scale == .logarithmic else { return linearTicks(most) }
    let decades = Int(log10(lower).rounded(.down))...Int(log10(upper).rounded(.down))
    // Uses the densest choice with enough space; within a decade, ticks nearer to the middle.
    let digits: [[Double]] = [
      [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9], [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8],
      [1, 1.5, 2, 3, 4, 6], [1, 2, 3, 5], [1, 3],
    ]
    for digits in digits {
      let ticks = decades.flatMap { decade in digits.map { $0 * pow(10, Double(decade)) } }
        .filter { (lower...upper).contains($0) }
      if (2...most).contains(ticks.count) {
        return ticks
      }
    }
    let every = (decades.count + most - 1) / max(1, most)
    let powers = stride(from: decades.lowerBound, through: decades.upperBound, by: max(1, every))
      .map { pow(10, Double($0)) }.filter { (lower...upper).contains($0) }
    return powers.count > 1 ? powers : linearTicks(most)
  }

  private func linearTicks(_ most: Int) -> [Double] {
    let rough = (upper - lower) / Double(max(1, most))
    let decade = pow(10, log10(rough).rounded(.down))
    let step = ([1, 2, 5].map { $0 * decade }.first { $0 >= rough * 0.999 }) ?? 10 * decade
    let first = (lower / step - 1e-9).rounded(.up)
    let last = (upper / step + 1e-9).rounded(.down)
    guard last >= first, last - first < 1000 else { return [] }
    // Adding 0 turns −0 into 0.
    return stride(from: first, through: last, by: 1).map { $0 * step + 0 }
  }

  /// Returns uniformly formatted tick labels.
  static func labels(_ ticks: [Double]) -> [String] {
    let most = ticks.map { abs($0) }.max() ?? 0
    let least = ticks.map { abs($0) }.filter { $0 > 0 }.min() ?? 0
    if most >= 10_000 || least > 0 && least < 1e-4 {
      return ticks.map { tick in
        switch abs(tick) {
        case 0: "0"
        case 1e6..<1e9: String(format: "%gM", tick / 1e6)
        case 1e3..<1e6: String(format: "%gk", tick / 1e3)
        default: String(format: "%.3g", tick)
        }
      }
    }
    // All labels have as many decimals as the most precise one needs.
    let decimals = ticks.map(Self.decimals).max() ?? 0
    let isWide = least > 0 && most / least > 50
    return ticks.map {
      isWide ? String(format: "%g", ($0 * 1e9).rounded() / 1e9) : $0.fixed(decimals)
    }
  }

  /// Returns the number of decimals that a tick needs.
  private static func decimals(_ tick: Double) -> Int {
    let places = (0...6).first { places in
      let whole = tick * pow(10, Double(places))
      return abs(whole - whole.rounded()) < 1e-6
    }
    return places ?? 6
  }
}
