internal import Foundation

/// A guess at the encoding of a text.
///
/// Every candidate must be able to decode the bytes. Candidates are compared by the resulting text:
/// letters that are frequent in a language, in words of one script, with capitals where they
/// belong. UTF-8 is never taken for another encoding, except for ASCII with the shift sequences of
/// ISO-2022-JP.
public struct EncodingGuess: Equatable, Sendable {
  /// The name of the encoding in iconv.
  public var name: String
  /// The confidence, from 0 to below 1.
  public var confidence: Double

  /// The verdict about some bytes.
  package enum Verdict: Equatable {
    case utf8
    case encoding(EncodingGuess)
    case unknown
  }

  /// The minimum confidence of a guess.
  static let leastConfidence = 0.5

  /// The name and the confidence: `GB18030 (99 % sure)`.
  public var description: String { "\(name) (\(Int((100 * confidence).rounded(.down))) % sure)" }

  /// The recognized encodings, in families that differ in few characters; of several that decode a
  /// text identically, the first is chosen.
  private static let families = [
    ["GB18030"], ["BIG5", "CP950", "BIG5-HKSCS"], ["SHIFT_JIS", "CP932"], ["EUC-JP"],
    ["EUC-KR", "CP949"], ["WINDOWS-1252", "ISO-8859-15"],
    ["WINDOWS-1250", "ISO-8859-2", "ISO-8859-16"], ["WINDOWS-1254"],
    ["WINDOWS-1257", "ISO-8859-13", "ISO-8859-4"], ["WINDOWS-1251", "MAC-CYRILLIC"],
    ["KOI8-R", "KOI8-U"], ["ISO-8859-5"], ["CP866"], ["WINDOWS-1253", "ISO-8859-7"],
    ["WINDOWS-1255", "ISO-8859-8"], ["WINDOWS-1256"], ["ISO-8859-6"], ["CP874"], ["MACINTOSH"],
    ["CP850"], ["CP852"],
  ]
  private static let wideFamilies = ["UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"].map { [$0] }

  /// Recognizes the encoding of a text.
  ///
  /// - Parameters:
  ///   - sample: The start of a text, or a part of it preceded only by ASCII.
  ///   - isStart: Whether there may be a byte order mark.
  /// - Returns: The verdict.
  package static func of(_ sample: [UInt8], isStart: Bool = true) -> Verdict {
    if isStart, let name = marked(sample) {
      return name == "UTF-8" ? .utf8 : .encoding(EncodingGuess(name: name, confidence: 0.99))
    }
    if let name = shifting(sample) {
      return .encoding(EncodingGuess(name: name, confidence: 0.99))
    }
    if isUTF8(sample) { return .utf8 }
    if isMainframe(sample) { return .unknown }
    var finds: [(family: Int, name: String, fit: EncodingFit)] = []
    let wide = sample.count >= 4 ? wideFamilies : []
    for (index, family) in (wide + families).enumerated() {
      for name in family {
        guard let fit = EncodingFit(sample, name, isWide: index < wide.count),
          !finds.contains(where: { $0.fit.hash == fit.hash })
        else { continue }
        finds.append((index, name, fit))
      }
    }
    guard let best = finds.max(by: { $0.fit.score < $1.fit.score }) else { return .unknown }
    let second = finds.filter { $0.family != best.family }.map(\.fit.score).max() ?? -1
    let margin = min(best.fit.score - 0.1, 1.5 * (best.fit.score - second))
    let evidence = 0.5 + 0.25 * Double(best.fit.count)
    let confidence = min(0.99, 1 - exp(-evidence * max(0, margin)))
    guard confidence >= leastConfidence else { return .unknown }
    return .encoding(EncodingGuess(name: best.name, confidence: confidence))
  }

  /// Guesses the encoding of a text that is not UTF-8.
  ///
  /// - Parameters:
  ///   - sample: The start of a text, or a part of it preceded only by ASCII.
  ///   - isStart: Whether there may be a byte order mark.
  /// - Returns: The most likely encoding; nil if the text is UTF-8 or its encoding is not
  ///   recognized.
  package static func guess(_ sample: [UInt8], isStart: Bool) -> EncodingGuess? {
    guard case .encoding(let guess) = of(sample, isStart: isStart) else { return nil }
    return guess
  }

  /// Returns the variant of ISO-2022-JP of a text; nil if there is no valid shift to Japanese.
  private static func shifting(_ sample: [UInt8]) -> String? {
    guard ShiftSequence.occurs(in: sample), sample.allSatisfy({ $0 < 0x80 && $0 > 0 }) else {
      return nil
    }
    return ["ISO-2022-JP", "ISO-2022-JP-2", "ISO-2022-JP-3"].first {
      EncodingFit(sample, $0, isWide: true) != nil
    }
  }

  /// Returns whether bytes look like EBCDIC, whose space is the code of `@` in ASCII; in capitals
  /// it would decode as Cyrillic or Thai.
  private static func isMainframe(_ sample: [UInt8]) -> Bool {
    let signs = sample.count { $0 == UInt8(ascii: "@") }
    let spaces = sample.count { $0 == ASCII.space }
    return signs >= 10 && signs * 12 > sample.count && signs > 4 * spaces
  }

  /// Returns the encoding of a byte order mark.
  static func marked(_ bytes: [UInt8]) -> String? {
    if bytes.starts(with: UTF8Sequence.byteOrderMark) { return "UTF-8" }
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return "UTF-32LE" }
    if bytes.starts(with: [0, 0, 0xFE, 0xFF]) { return "UTF-32BE" }
    if bytes.starts(with: [0xFF, 0xFE]) { return "UTF-16LE" }
    if bytes.starts(with: [0xFE, 0xFF]) { return "UTF-16BE" }
    if bytes.starts(with: [0x84, 0x31, 0x95, 0x33]) { return "GB18030" }
    return nil
  }

  /// Returns whether bytes are UTF-8, possibly with some damage.
  private static func isUTF8(_ bytes: [UInt8]) -> Bool {
    var (valid, invalid, zeros) = (0, 0, 0)
    var index = 0
    while index < bytes.count {
      if bytes[index] < 0x80 {
        if bytes[index] == 0 { zeros += 1 }
        index += 1
        continue
      }
      let next = UTF8Sequence(bytes, at: index, end: bytes.count)
      // A sequence truncated by the end of the sample is not evidence.
      if next.kind == .scalar { valid += 1 }
      if next.kind == .invalid || valid == 0 { invalid += 1 }
      index += next.length
    }
    return zeros * 20 <= bytes.count && (invalid == 0 || valid >= 4 * invalid)
  }
}

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
