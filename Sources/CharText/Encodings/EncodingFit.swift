/// A score of a text decoded in an encoding.
struct EncodingFit {
  /// The maximum number of non-ASCII characters examined.
  private static let limit = 4000

  /// The best mean weight of its characters under any profile.
  let score: Double
  /// The number of characters examined.
  let count: Int
  /// The hash of the decoded text.
  let hash: TextHash

  /// Decodes the text; nil if that fails, or if the text is all ASCII.
  init?(_ sample: [UInt8], _ name: String, isWide: Bool) {
    guard let iconv = Iconv(from: name) else { return nil }
    var text: [UInt8] = []
    var position = 0
    while true {
      let (used, step) = iconv.convert(sample[position...], into: &text)
      position += used
      if step == .invalid { return nil }
      if step == .done { break }
    }
    // At most the start of a character may be left over.
    guard sample.count - position < 4 else { return nil }
    iconv.finish(into: &text)
    var hash = TextHash()
    hash.add(text)
    self.hash = hash
    var counter = FitCounter(isWide: isWide)
    var index = 0
    while index < text.count, counter.count < Self.limit {
      let next = UTF8Sequence(text, at: index, end: text.count)
      counter.pass(next.scalar)
      index += next.length
    }
    counter.pass(UInt32(ASCII.lineFeed))
    guard counter.count > 0 else { return nil }
    count = counter.count
    score = counter.bestScore
  }
}

/// Counts the characters of a text and penalizes implausible words.
private struct FitCounter {
  private let isWide: Bool
  private var counts: [UInt32: Int] = [:]
  private(set) var count = 0
  private var penalty = 0.0
  /// The number of letters of any script, and of non-ASCII punctuation marks.
  private var (letters, marks) = (0, 0)
  /// The number of non-ASCII alphabetic letters, and of capitals after small letters.
  private var (alphabetic, mixed) = (0, 0)
  private var (previous, beforePrevious) = (UInt32(ASCII.lineFeed), UInt32(ASCII.lineFeed))

  init(isWide: Bool) { self.isWide = isWide }

  mutating func pass(_ scalar: UInt32) {
    judge(previous, after: beforePrevious, before: scalar)
    (beforePrevious, previous) = (previous, scalar)
    let kind = Self.kind(scalar)
    if kind.isAlphabetic || kind.isIdeographic { letters += 1 }
    if scalar >= 0x80, kind.isAlphabetic { alphabetic += 1 }
    if scalar >= 0x80, kind == .punctuation { marks += 1 }
    // Terminal escape sequences occur in any encoding.
    let isControl =
      scalar < 0x20 && scalar != 0x09 && scalar != 0x0A && scalar != 0x0D
      && scalar != UInt32(ShiftSequence.escape)
    if isControl { penalty += 3 }
    guard scalar >= 0x80 || isWide || isControl else { return }
    count += 1
    counts[scalar, default: 0] += 1
  }

  /// Judges a character between two others.
  private mutating func judge(_ scalar: UInt32, after left: UInt32, before right: UInt32) {
    guard scalar >= 0x80 || left >= 0x80 else { return }
    let (kind, leftKind) = (Self.kind(scalar), Self.kind(left))
    if kind.isAlphabetic, leftKind.isAlphabetic {
      if kind != leftKind { penalty += 1.5 }
      // Words of Latin letters are mostly ASCII.
      if kind == .latin, scalar >= 0x80, left >= 0x80 { penalty += 0.4 }
      // A final sigma ends a word.
      if left == 0x3C2 { penalty += 1.5 }
      let isCapital = ScriptKind.lowercase(scalar) != nil
      if isCapital, ScriptKind.lowercase(left) == nil {
        penalty += 1.5
        mixed += 1
      }
      return
    }
    if left == 0x3C3, !kind.isAlphabetic { penalty += 1.5 }
    guard scalar >= 0x80, !kind.isAlphabetic, !kind.isIdeographic, leftKind.isAlphabetic else {
      return
    }
    // Marks that may end a word or occur inside one.
    let closes = [0xA0, 0xBB, 0xAA, 0xBA, 0xB0, 0xAE, 0xB7].contains(scalar) || scalar >= 0x2000
    if !closes { penalty += 1 }
    let joins = scalar == 0x2019 || scalar == 0xB7 || (0x2010...0x2014).contains(scalar)
    if Self.kind(right).isAlphabetic, !joins { penalty += 1 }
  }

  private static func kind(_ scalar: UInt32) -> ScriptKind {
    if scalar >= 0x80 { return ScriptKind(of: scalar) }
    return scalar | 0x20 >= 0x61 && scalar | 0x20 <= 0x7A ? .latin : .symbol
  }

  var bestScore: Double {
    var best = -Double.infinity
    for profile in LetterProfile.all {
      var sum = -penalty
      for (scalar, count) in counts {
        sum += Double(count) * (scalar < 0x80 ? 0.8 : profile.weight(of: scalar))
      }
      if profile.lacksAccents(counts) { sum -= 0.4 * Double(count) }
      best = max(best, sum / Double(count))
    }
    // Words rarely have capitals inside, and there are more letters than punctuation marks.
    if mixed >= 3, mixed * 100 > alphabetic { best -= 0.5 }
    if marks >= 3, marks * 4 > letters { best -= 1 }
    return best
  }
}
