/// A regular expression for extended grapheme clusters, for programs without `\\X` ([UAX
/// #29](https://www.unicode.org/reports/tr29/#Table_Combining_Char_Sequences_and_Grapheme_Clusters)).
///
/// It is generated from the tables that segment text here, so the result is the same.
package struct ClusterPattern {
  private var members: [UTF8Proc.ClusterClass: ScalarSet] = [:]
  private var conjuncts = Conjuncts()

  /// The pattern in the syntax of Python's `re`.
  package static let python = ClusterPattern().pattern

  private init() {
    for scalar: UInt32 in 0..<0x110000 where !(0xD800..<0xE000).contains(scalar) {
      let kind = UTF8Proc.clusterClass(scalar)
      if let kind { members[kind, default: ScalarSet()].append(scalar) }
      conjuncts.append(scalar, kind)
    }
  }

  private func one(_ kinds: UTF8Proc.ClusterClass...) -> String {
    "[\(kinds.compactMap { members[$0]?.text }.joined())]"
  }

  private var pattern: String {
    let (l, v, t) = (one(.leading), one(.vowel), one(.trailing))
    let (lv, lvt) = (one(.leadingVowel), one(.leadingVowelTrailing))
    let syllable = "\(l)*(?:\(v)+|\(lv)\(v)*|\(lvt))\(t)*|\(l)+|\(t)+"
    let flag = "\(one(.regionalIndicator)){2}"
    let picture = one(.pictographic)
    let emoji = "\(picture)(?:\(one(.extend))*\(one(.joiner))\(picture))*"
    let other = "[^\(one(.control).dropFirst())"
    let cores = [syllable, flag, emoji] + (conjuncts.pattern.map { [$0] } ?? []) + [other]
    return "\\r\\n|\(one(.control))"
      + "|\(one(.prepend))*(?:\(cores.joined(separator: "|")))"
      + "\(one(.extend, .joiner, .spacingMark))*"
  }
}

/// Conjuncts of Indic scripts: consonants joined by linkers (rule GB9c), if the installed library
/// implements the rule. Found by probing its boundaries.
private struct Conjuncts {
  private var consonants = ScalarSet()
  private var linkers = ScalarSet()
  private var between = ScalarSet()
  private static let (ka, virama): (UInt32, UInt32) = (0x915, 0x94D)

  mutating func append(_ scalar: UInt32, _ kind: UTF8Proc.ClusterClass?) {
    func isWhole(_ scalars: UInt32...) -> Bool {
      var state: Int32 = 0
      return zip(scalars, scalars.dropFirst())
        .allSatisfy { !UTF8Proc.isGraphemeBreak($0, $1, state: &state) }
    }
    switch kind {
    case nil: if isWhole(Self.ka, Self.virama, scalar) { consonants.append(scalar) }
    case .extend, .joiner:
      if isWhole(Self.ka, scalar, Self.ka) { linkers.append(scalar) }
      if isWhole(Self.ka, Self.virama, scalar, Self.ka) { between.append(scalar) }
    default: break
    }
  }

  var pattern: String? {
    guard !consonants.text.isEmpty else { return nil }
    let (consonant, between) = ("[\(consonants.text)]", "[\(between.text)]*")
    return "\(consonant)(?:\(between)[\(linkers.text)]\(between)\(consonant))+"
  }
}

/// A set of scalars, added in ascending order, as ranges.
private struct ScalarSet {
  private var ranges: [ClosedRange<UInt32>] = []

  mutating func append(_ scalar: UInt32) {
    if let last = ranges.last, last.upperBound + 1 == scalar {
      ranges[ranges.count - 1] = last.lowerBound...scalar
    } else {
      ranges.append(scalar...scalar)
    }
  }

  /// The content of a bracket expression.
  var text: String {
    ranges.map { range in
      let (low, high) = (Self.escape(range.lowerBound), Self.escape(range.upperBound))
      return low == high ? low : "\(low)-\(high)"
    }.joined()
  }

  private static func escape(_ scalar: UInt32) -> String {
    let digits = String(scalar, radix: 16)
    let (mark, width) = scalar > 0xFFFF ? ("\\U", 8) : ("\\u", 4)
    return mark + String(repeating: "0", count: width - digits.count) + digits
  }
}
