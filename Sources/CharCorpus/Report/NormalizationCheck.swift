internal import CharText

/// Checks scalar by scalar whether a text is in NFC and in NFD.
///
/// Uses the quick check of [UAX
/// #15](https://www.unicode.org/reports/tr15/#Detecting_Normalization_Forms); where that says
/// *maybe*, the few scalars in question are normalized and compared.
package struct NormalizationCheck {
  /// The number of places that are not in NFC, and not in NFD.
  package private(set) var (notNFC, notNFD) = (0, 0)

  /// The maximum length of a segment; longer ones do not occur in text.
  private static let segmentLimit = 4096
  private static let normalizer = TextNormalizer(.nfc, foldsCase: false)

  private var segment: [UInt32] = []
  private var lastClass: Int16 = 0
  private var isMaybe = false
  private var isBroken = false

  package init() {}

  /// Passes a scalar that does not interact with its neighbors.
  @inline(__always)
  package mutating func passOrdinary() {
    if !segment.isEmpty { close() }
    lastClass = 0
  }

  /// Passes the next scalar.
  ///
  /// - Parameters:
  ///   - scalar: The scalar.
  ///   - traits: The traits of the scalar.
  ///   - previous: The scalar before it; nil at the start of a text.
  package mutating func pass(_ scalar: UInt32, _ traits: ScalarTraits, after previous: UInt32?) {
    let combiningClass = traits.contains(.reorders) ? UTF8Proc.combiningClass(scalar) : 0
    let isOrdered = combiningClass == 0 || combiningClass >= lastClass
    lastClass = combiningClass
    if !isOrdered || traits.contains(.notNFD) { notNFD += 1 }
    let isStart = combiningClass == 0 && traits.isDisjoint(with: [.notNFC, .maybeNFC])
    if isStart {
      if !segment.isEmpty { close() }
      return
    }
    if segment.isEmpty, let previous { segment.append(previous) }
    if segment.count < Self.segmentLimit { segment.append(scalar) } else { isBroken = true }
    if !isOrdered || traits.contains(.notNFC) { isBroken = true }
    if traits.contains(.maybeNFC) { isMaybe = true }
  }

  /// Checks and ends the current segment.
  package mutating func close() {
    if isMaybe, !isBroken {
      var normalized = segment
      Self.normalizer?.normalize(&normalized)
      isBroken = normalized != segment
    }
    if isBroken { notNFC += 1 }
    segment.removeAll(keepingCapacity: true)
    (isMaybe, isBroken) = (false, false)
  }
}
