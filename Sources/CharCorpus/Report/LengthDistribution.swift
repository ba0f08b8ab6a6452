/// The distribution of the lengths of lines or documents, in characters, in bounded memory.
///
/// Lengths below 1,024 are counted exactly, longer ones in bins of 1/128 of a power of two, so that
/// quantiles are accurate within one percent. Count, sum and extremes are exact.
public struct LengthDistribution: Sendable {
  private static let exact = 1024
  private static let binsPerOctave = 128

  private var bins: [Int] = []
  /// The number of lengths.
  public private(set) var count = 0
  /// The sum of the lengths.
  public private(set) var sum = 0
  /// The shortest length; 0 if there is none.
  public private(set) var minimum = 0
  /// The longest length.
  public private(set) var maximum = 0

  package init() {}

  /// The mean length.
  public var mean: Double { count == 0 ? 0 : Double(sum) / Double(count) }

  package mutating func add(_ length: Int) {
    minimum = count == 0 ? length : min(minimum, length)
    maximum = max(maximum, length)
    count += 1
    sum += length
    let bin = Self.bin(length)
    if bin >= bins.count {
      bins.append(contentsOf: repeatElement(0, count: bin + 1 - bins.count))
    }
    bins[bin] += 1
  }

  private static func bin(_ length: Int) -> Int {
    guard length >= exact else { return length }
    let octave = Int.bitWidth - 1 - length.leadingZeroBitCount
    let shift = octave - binsPerOctave.trailingZeroBitCount
    let first = exact + (octave - exact.trailingZeroBitCount) * binsPerOctave
    return first + (length >> shift) - binsPerOctave
  }

  /// Returns the lengths in a bin.
  private static func range(_ bin: Int) -> Range<Int> {
    guard bin >= exact else { return bin..<bin + 1 }
    let octave = exact.trailingZeroBitCount + (bin - exact) / binsPerOctave
    let shift = octave - binsPerOctave.trailingZeroBitCount
    let start = (binsPerOctave + (bin - exact) % binsPerOctave) << shift
    return start..<start + 1 << shift
  }

  /// Returns the length that a share of all lengths do not exceed; 0.5 gives the median.
  public func quantile(_ share: Double) -> Int {
    guard count > 0 else { return 0 }
    let wanted = max(1, Int((share * Double(count)).rounded(.up)))
    var seen = 0
    for (bin, number) in bins.enumerated() {
      seen += number
      guard seen >= wanted else { continue }
      let range = Self.range(bin)
      return min(max((range.lowerBound + range.upperBound - 1) / 2, minimum), maximum)
    }
    return maximum
  }

  /// Returns counts in bins that are easy to draw.
  ///
  /// Bins have equal width up to the 99th percentile, or each is twice as wide as the one before if
  /// lengths differ much; the last one holds all longer lengths.
  ///
  /// - Parameter limit: The maximum number of bins.
  /// - Returns: The range of each bin and its count.
  public func histogram(limit: Int = 24) -> [(range: ClosedRange<Int>, count: Int)] {
    guard count > 0 else { return [] }
    var edges: [Int] = []
    let most = quantile(0.99)
    if most > 20 * max(1, quantile(0.5)) {
      var edge = 1
      while edge <= maximum {
        edges.append(edge)
        edge *= 2
      }
      if minimum == 0 { edges.insert(0, at: 0) }
    } else {
      let step = Self.niceStep(most - minimum + 1, parts: limit - 1)
      var edge = minimum / step * step
      while edge <= most {
        edges.append(edge)
        edge += step
      }
      if edge <= maximum { edges.append(edge) }
    }
    var result = edges.indices.map { index in
      let last = index + 1 < edges.count ? edges[index + 1] - 1 : max(edges[index], maximum)
      return (range: edges[index]...last, count: 0)
    }
    var current = 0
    for (bin, number) in bins.enumerated() where number > 0 {
      let length = Self.range(bin).lowerBound
      while current + 1 < edges.count, length >= edges[current + 1] { current += 1 }
      result[current].count += number
    }
    while result.last?.count == 0 { result.removeLast() }
    if let first = result.firstIndex(where: { $0.count > 0 }) { result.removeFirst(first) }
    return result
  }

  /// Returns the smallest of 1, 2, 5, 10, 20 … that covers `width` in so many parts.
  private static func niceStep(_ width: Int, parts: Int) -> Int {
    var step = 1
    while true {
      for factor in [1, 2, 5] where width <= step * factor * parts { return step * factor }
      step *= 10
    }
  }
}
