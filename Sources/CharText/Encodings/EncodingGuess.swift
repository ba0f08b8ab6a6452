internal import Foundation

/// A guess at the encoding of a text.
///
/// Every candidate must be able to decode the bytes. Candidates are compared by the resulting text:
/// letters that are frequent in a language, in words of one script, with capitals where they
/// belong. UTF-8 is never taken for another encoding, except for ASCII with the shift sequences of
/// ISO 2022.
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
  /// The number of bytes from the first shift sequence on that decide if not all can be decoded.
  private static let shiftedSize = 1 << 12

  /// The name and the confidence: `GB18030 (99 % sure)`.
  public var description: String { "\(name) (\(Int((100 * confidence).rounded(.down))) % sure)" }

  /// The recognized encodings, in families that differ in few characters; of several that decode a
  /// text identically, the first is chosen.
  private static let families = [
    ["GB18030"], ["BIG5", "CP950", "BIG5-HKSCS"], ["SHIFT_JIS", "CP932"], ["EUC-JP"],
    ["EUC-KR", "CP949"], ["WINDOWS-1252", "ISO-8859-15"],
    ["WINDOWS-1250", "ISO-8859-2", "ISO-8859-16"], ["WINDOWS-1254"],
    ["WINDOWS-1257", "ISO-8859-13", "ISO-8859-4"], ["WINDOWS-1258"],
    ["WINDOWS-1251", "MAC-CYRILLIC"],
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

  /// True if iconv can convert the encoding.
  package var isConvertible: Bool { TextEncoding(name) != nil }

  /// Recognizes an encoding whose bytes are all ASCII.
  ///
  /// - Parameter sample: A part of a text preceded only by ASCII.
  /// - Returns: The encoding; nil if there is no sign of one.
  static func sevenBit(_ sample: [UInt8]) -> EncodingGuess? {
    if let name = shifting(sample) { return EncodingGuess(name: name, confidence: 0.99) }
    if HZ.isLikely(sample) { return EncodingGuess(name: "HZ", confidence: 0.95) }
    return UTF7.isLikely(sample) ? EncodingGuess(name: "UTF-7", confidence: 0.95) : nil
  }

  /// Returns the encoding of ISO 2022 of a text; nil if there is no valid shift to other characters.
  private static func shifting(_ sample: [UInt8]) -> String? {
    guard let start = ShiftSequence.first(in: sample),
      sample.allSatisfy({ $0 < 0x80 && $0 > 0 })
    else { return nil }
    // If a character is damaged, the text before it decides.
    for part in [sample[...], sample[start...].prefix(shiftedSize)] {
      // iconv passes sequences that an encoding lacks on as ASCII.
      let name = ShiftSequence.encodings(of: Array(part))
        .first { EncodingFit(Array(part), $0, isWide: true) != nil }
      if let name { return name }
    }
    return nil
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
