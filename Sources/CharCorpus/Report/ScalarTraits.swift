internal import CharText

/// Properties of a scalar that the report needs; computed once for each different scalar.
package struct ScalarTraits: OptionSet {
  package let rawValue: UInt16

  /// Set for every scalar whose traits were computed.
  package static let known = ScalarTraits(rawValue: 1)
  /// May join its neighbor in a grapheme cluster.
  package static let joins = ScalarTraits(rawValue: 2)
  /// Never in a text in NFD.
  package static let notNFD = ScalarTraits(rawValue: 4)
  /// Never in a text in NFC.
  package static let notNFC = ScalarTraits(rawValue: 8)
  /// May compose with its predecessor in NFC.
  package static let maybeNFC = ScalarTraits(rawValue: 16)
  /// A mark that canonical ordering may move.
  package static let reorders = ScalarTraits(rawValue: 32)
  /// A compatibility character: ﬁ, ½, Ａ.
  package static let compatibility = ScalarTraits(rawValue: 64)
  /// One of ``UnusualKind``.
  package static let unusual = ScalarTraits(rawValue: 128)
  /// White space of blank lines.
  package static let blank = ScalarTraits(rawValue: 256)

  /// Traits that need more work than an ASCII letter.
  package static let demanding: ScalarTraits = [
    .joins, .notNFD, .notNFC, .maybeNFC, .reorders, .unusual,
  ]

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package init(of scalar: UInt32) {
    self = .known
    if UTF8Proc.clusterClass(scalar) != nil { insert(.joins) }
    if UnusualKind(of: scalar) != nil { insert(.unusual) }
    if scalar == 0x20 || scalar == 0x09 { insert(.blank) }
    guard scalar >= 0xA0 else { return }
    var canonical: [UInt32] = []
    UTF8Proc.decompose([scalar], .canonical, into: &canonical)
    var compatible: [UInt32] = []
    UTF8Proc.decompose([scalar], .compatibility, into: &compatible)
    if compatible != canonical { insert(.compatibility) }
    if canonical != [scalar] {
      insert(.notNFD)
      UTF8Proc.compose(&canonical)
      if canonical != [scalar] { insert(.notNFC) }
    }
    if UTF8Proc.combiningClass(scalar) != 0 { insert(.reorders) }
    if ComposingScalars.shared.contains(scalar) { insert(.maybeNFC) }
  }
}

/// The scalars that NFC may compose with their predecessor: the last ones of canonical
/// decompositions, and the vowels and final consonants of Hangul.
private struct ComposingScalars {
  static let shared = ComposingScalars()

  private var members: Set<UInt32> = Set(0x1161...0x1175).union(0x11A8...0x11C2)

  private init() {
    var decomposed: [UInt32] = []
    // No character beyond these planes decomposes to more than one scalar.
    for scalar: UInt32 in 0xA0..<0x20000
    where !(0xAC00..<0xD7A4).contains(scalar) && !(0xD800..<0xE000).contains(scalar) {
      decomposed.removeAll(keepingCapacity: true)
      UTF8Proc.decompose([scalar], .canonical, into: &decomposed)
      if decomposed.count > 1, let last = decomposed.last { members.insert(last) }
    }
  }

  func contains(_ scalar: UInt32) -> Bool { members.contains(scalar) }
}
