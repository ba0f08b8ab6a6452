internal import CharText

/// An estimate of the grapheme clusters that still have several characters in NFC.
enum ClusterEstimate {
  /// The maximum number of tokens examined.
  private static let limit = 1 << 20

  /// Returns the share of such clusters among all, and how many of them are different.
  static func share(of tokens: [UInt32]) -> (share: Double, different: Int) {
    var scalars = tokens.prefix(limit).filter { $0 != TokenSample.boundary }
    TextNormalizer(.nfc, foldsCase: false)?.normalize(&scalars)
    var (clusters, several) = (0, 0)
    var different: Set<[UInt32]> = []
    var state: Int32 = 0
    var index = 0
    while index < scalars.count {
      let start = index
      state = 0
      index += 1
      while index < scalars.count,
        !UTF8Proc.isGraphemeBreak(scalars[index - 1], scalars[index], state: &state)
      {
        index += 1
      }
      clusters += 1
      let isLineEnd = scalars[start] == UInt32(ASCII.carriageReturn)
      guard index - start > 1, !isLineEnd else { continue }
      several += 1
      if different.count < 1 << 16 { different.insert(Array(scalars[start..<index])) }
    }
    return (Double(several) / Double(max(1, clusters)), different.count)
  }
}
