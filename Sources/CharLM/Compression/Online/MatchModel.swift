/// Predicts that the text goes on as it did after the last occurrence of its end.
struct MatchModel {
  private var places: [Int]
  private let mask: Int
  private let least: Int
  private var place = 0
  /// The length of the match, in bytes.
  private(set) var length = 0
  private var predicted: UInt8 = 0
  private var probabilities = AdaptiveProbabilities(count: 64 * 2, limit: 1023)
  private var index = 0
  /// True if the match still predicts the current byte.
  private(set) var isActive = false

  private static let longest = 400
  /// The number of bytes that are compared.
  private static let longestSearch = 32

  /// Creates a match model.
  ///
  /// - Parameters:
  ///   - least: the number of bytes that have to agree.
  ///   - logPlaces: the logarithm to base 2 of the number of places that are remembered.
  init(least: Int, logPlaces: Int) {
    self.least = least
    places = [Int](repeating: 0, count: 1 << logPlaces)
    mask = 1 << logPlaces - 1
  }

  /// Finds a match at the end of a text.
  mutating func read(_ text: ByteHistory) {
    let end = text.count
    if length > 0, text[place] == text[end - 1] {
      length = min(Self.longest, length + 1)
      place += 1
    } else {
      length = 0
    }
    if end >= least {
      let slot = slot(text)
      if length == 0 { findMatch(at: places[slot], text) }
      places[slot] = end
    }
    isActive = length > 0
    if isActive { predicted = text[place] }
  }

  /// The slot of the last bytes.
  private func slot(_ text: ByteHistory) -> Int {
    var hash: UInt32 = 0
    for index in text.count - least..<text.count {
      hash = (hash &+ UInt32(text[index]) &+ 1) &* 0x2F0B_4C47
    }
    return Int(hash >> 6) & mask
  }

  private mutating func findMatch(at candidate: Int, _ text: ByteHistory) {
    guard candidate > 0 else { return }
    place = candidate
    while length < Self.longestSearch, text.keeps(place - 1 - length),
      text[place - 1 - length] == text[text.count - 1 - length]
    {
      length += 1
    }
    if length < least || !text.keeps(place) { length = 0 }
  }

  private var bucket: Int {
    length < 16 ? length : length < 32 ? 12 + length / 4 : min(63, 20 + length / 8)
  }

  /// Returns two inputs for a mixer, after some bits of the byte; `prefix` is 1 followed by these bits.
  mutating func inputs(_ prefix: Int, bitsLeft: Int) -> (Float, Float) {
    isActive = isActive && (Int(predicted) | 256) >> bitsLeft == prefix
    guard isActive else { return (0, 0) }
    let expected = Int(predicted) >> (bitsLeft - 1) & 1
    index = bucket * 2 + expected
    let p = probabilities[index]
    return (p.stretched, (p - 0.5) * 4)
  }

  mutating func update(_ bit: Float) {
    if isActive { probabilities.update(index, bit) }
  }
}
