/// A set of Unicode scalars, as sorted ranges.
public struct ScalarSet: Hashable, Sendable {
  /// Ranges in ascending order; they do not overlap or touch, and contain no surrogates.
  package private(set) var ranges: [ClosedRange<UInt32>]

  /// The empty set.
  public static let none = ScalarSet(sorted: [])
  /// All Unicode scalars.
  public static let all = ScalarSet(sorted: [0...0xD7FF, 0xE000...0x10FFFF])

  private init(sorted ranges: [ClosedRange<UInt32>]) { self.ranges = ranges }

  /// Makes the set of the scalars in ranges, in any order; surrogates are left out.
  package init(_ ranges: some Sequence<ClosedRange<UInt32>>) {
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    self = ScalarSet(sorted: merged).intersection(.all)
  }

  /// Makes a set of some scalars.
  ///
  /// - Parameter scalars: the scalars, in any order.
  public init(scalars: some Sequence<Unicode.Scalar>) {
    self.init(scalars.map { $0.value...$0.value })
  }

  /// Makes the set of the scalars between two, both included.
  ///
  /// - Parameter range: the first and the last scalar.
  public init(_ range: ClosedRange<Unicode.Scalar>) {
    self.init([range.lowerBound.value...range.upperBound.value])
  }

  init(_ scalar: UInt32) { self.init([scalar...scalar]) }

  /// True if the set has no scalars.
  public var isEmpty: Bool { ranges.isEmpty }

  /// The number of scalars.
  public var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// The smallest scalar; nil if the set is empty.
  public var first: Unicode.Scalar? { ranges.first.flatMap { Unicode.Scalar($0.lowerBound) } }

  /// Returns whether a scalar is in the set.
  ///
  /// - Parameter scalar: the scalar.
  /// - Returns: true if it is.
  public func contains(_ scalar: Unicode.Scalar) -> Bool { contains(scalar.value) }

  func contains(_ scalar: UInt32) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < scalar { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= scalar
  }

  /// Returns whether a range has a scalar of the set.
  func intersects(_ range: ClosedRange<UInt32>) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= range.upperBound
  }

  /// Returns whether two sets have a scalar in common.
  ///
  /// - Parameter other: the other set.
  /// - Returns: true if they have.
  public func intersects(_ other: ScalarSet) -> Bool {
    var (i, j) = (0, 0)
    while i < ranges.count && j < other.ranges.count {
      if ranges[i].overlaps(other.ranges[j]) { return true }
      if ranges[i].upperBound < other.ranges[j].upperBound { i += 1 } else { j += 1 }
    }
    return false
  }

  /// Returns the scalars of both sets together.
  ///
  /// - Parameter other: the other set.
  /// - Returns: the union.
  public func union(_ other: ScalarSet) -> ScalarSet { ScalarSet(ranges + other.ranges) }

  /// Returns the scalars that are in both sets.
  ///
  /// - Parameter other: the other set.
  /// - Returns: the intersection.
  public func intersection(_ other: ScalarSet) -> ScalarSet {
    var common: [ClosedRange<UInt32>] = []
    var (i, j) = (0, 0)
    while i < ranges.count && j < other.ranges.count {
      let (a, b) = (ranges[i], other.ranges[j])
      if a.overlaps(b) { common.append(a.clamped(to: b)) }
      if a.upperBound < b.upperBound { i += 1 } else { j += 1 }
    }
    return ScalarSet(sorted: common)
  }

  /// The scalars that are not in the set.
  public var inverted: ScalarSet {
    var gaps: [ClosedRange<UInt32>] = []
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { gaps.append(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= 0x10FFFF { gaps.append(next...0x10FFFF) }
    return ScalarSet(sorted: gaps).intersection(.all)
  }

  /// Returns the scalars that are not in another set.
  ///
  /// - Parameter other: the other set.
  /// - Returns: the difference.
  public func subtracting(_ other: ScalarSet) -> ScalarSet { intersection(other.inverted) }
}

extension ScalarSet {
  /// Returns the scalars but for a few, which are given in ascending order.
  func removing(_ few: [UInt32]) -> ScalarSet {
    var left: [ClosedRange<UInt32>] = []
    left.reserveCapacity(ranges.count + few.count)
    var index = 0
    for range in ranges {
      var low = range.lowerBound
      while index < few.count, few[index] <= range.upperBound {
        if few[index] >= low {
          if few[index] > low { left.append(low...few[index] - 1) }
          low = few[index] + 1
        }
        index += 1
      }
      if low <= range.upperBound { left.append(low...range.upperBound) }
    }
    return ScalarSet(sorted: left)
  }

  /// The set of ASCII characters of a text such as `"+-"`.
  static func any(of text: String) -> ScalarSet { ScalarSet(scalars: text.unicodeScalars) }
}
