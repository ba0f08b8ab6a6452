/// An arithmetic coder in one of two directions.
///
/// A model of data is written once, for both: an encoder writes the symbol that it is given and returns it, a
/// decoder ignores it and returns the symbol that it reads. What is coded next may then depend only on what
/// was returned, so both sides make the same predictions.
protocol EntropyCoder {
  /// Codes a symbol.
  ///
  /// - Parameters:
  ///   - symbol: the symbol, an index of `table`; ignored by a decoder.
  ///   - table: the frequencies of all symbols.
  /// - Returns: the symbol.
  mutating func code(_ symbol: Int, _ table: FrequencyTable) -> Int

  /// Codes a bit.
  ///
  /// - Parameters:
  ///   - bit: the bit; ignored by a decoder.
  ///   - probability: the probability of a one, in 2⁻¹⁶, from 1 to 65535.
  /// - Returns: the bit.
  mutating func code(_ bit: Bool, probability: UInt32) -> Bool
}

/// The relative frequencies of symbols.
struct FrequencyTable {
  /// The largest total that is coded without loss.
  static let largestTotal: UInt64 = 1 << 48

  /// The frequency of each symbol; symbols with 0 are never coded.
  private(set) var counts: [UInt64]
  /// The sum of the frequencies.
  private(set) var total: UInt64

  /// Creates a table with the same frequency for all symbols.
  init(count: Int, frequency: UInt64) {
    counts = [UInt64](repeating: frequency, count: count)
    total = frequency * UInt64(count)
  }

  /// Replaces all frequencies.
  ///
  /// - Parameter frequency: returns the frequency of a symbol.
  mutating func fill(_ frequency: (Int) -> UInt64) {
    total = 0
    for symbol in counts.indices {
      let count = frequency(symbol)
      counts[symbol] = count
      total += count
    }
  }

  /// Makes a symbol more frequent; halves all frequencies when their sum has reached a limit.
  mutating func increment(_ symbol: Int, by amount: UInt64, limit: UInt64) {
    counts[symbol] += amount
    total += amount
    if total > limit {
      let halves = counts.map { ($0 + 1) / 2 }
      fill { halves[$0] }
    }
  }

  /// The sum of the frequencies of the symbols before one.
  func start(of symbol: Int) -> UInt64 {
    var start: UInt64 = 0
    for index in 0..<symbol { start += counts[index] }
    return start
  }

  /// Returns the symbol in whose interval a value lies, and the start of the interval.
  func symbol(at value: UInt64) -> (symbol: Int, start: UInt64) {
    var start: UInt64 = 0
    var last = (symbol: 0, start: UInt64(0))
    for (symbol, count) in counts.enumerated() where count > 0 {
      last = (symbol, start)
      if value - start < count { break }
      start += count
    }
    return last
  }
}

/// The interval of a range coder, with 64 bits.
struct CoderRange {
  /// Ranges below this are widened by a byte.
  static let least: UInt64 = 1 << 56

  var width = UInt64.max

  /// The part of the range for one unit of frequency.
  func unit(_ total: UInt64) -> UInt64 { width / total }
}
