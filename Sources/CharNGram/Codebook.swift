internal import Foundation

/// A few numbers that stand for many.
struct Codebook {
  /// The given numbers, each replaced by the nearest of the codebook.
  let rounded: [Double]

  /// The rounds in which the values move to the means of the numbers that they stand for.
  private static let rounds = 30

  /// Rounds the logarithms of positive numbers.
  ///
  /// - Parameters:
  ///   - numbers: the numbers.
  ///   - size: the number of different results, at most.
  init(logarithmsOf numbers: [Double], size: Int) {
    // Float is the format of files.
    let logarithms = numbers.map { Float(log($0)) }
    let sorted = logarithms.sorted()
    var values = Self.quantiles(sorted, size)
    if values.count == size {
      let sums = sorted.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + Double($1)) }
      for _ in 0..<Self.rounds where !Self.move(&values, sorted, sums) { break }
    }
    rounded = logarithms.map { exp(Double(Self.nearest($0, values))) }
  }

  /// All different numbers if they are few, else some at equal distances in the order of all numbers.
  private static func quantiles(_ sorted: [Float], _ size: Int) -> [Float] {
    var different: [Float] = []
    for number in sorted where number != different.last {
      different.append(number)
      if different.count > size { break }
    }
    guard different.count > size else { return different }
    var values: [Float] = []
    for index in 0..<size {
      let value = sorted[(2 * index + 1) * sorted.count / (2 * size)]
      if value != values.last { values.append(value) }
    }
    // Numbers that occur very often leave places for the others.
    var rest = Set(sorted).subtracting(values).sorted()[...]
    let step = max(1, rest.count / max(1, size - values.count))
    while values.count < size, let value = rest.first {
      values.append(value)
      rest = rest.dropFirst(step)
    }
    return values.sorted()
  }

  /// Moves each value to the mean of the numbers nearest to it; returns false if none moves.
  private static func move(_ values: inout [Float], _ sorted: [Float], _ sums: [Double]) -> Bool {
    var hasMoved = false
    var start = 0
    for index in values.indices {
      let end =
        index + 1 < values.count
        ? partition(sorted, start, (values[index] + values[index + 1]) / 2) : sorted.count
      if end > start {
        let mean = Float((sums[end] - sums[start]) / Double(end - start))
        hasMoved = hasMoved || mean != values[index]
        values[index] = mean
      }
      start = end
    }
    return hasMoved
  }

  /// The index of the first number above a bound, at or after a start.
  private static func partition(_ sorted: [Float], _ start: Int, _ bound: Float) -> Int {
    var (low, high) = (start, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= bound { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func nearest(_ number: Float, _ values: [Float]) -> Float {
    let above = partition(values, 0, number)
    guard above > 0 else { return values[0] }
    guard above < values.count else { return values[above - 1] }
    return number - values[above - 1] <= values[above] - number ? values[above - 1] : values[above]
  }
}
