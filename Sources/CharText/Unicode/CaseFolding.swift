/// The differences between case folding and lowercasing.
enum CaseFolding {
  struct Folding: Sendable {
    var scalar: UInt32
    var folded: [UInt32]
    /// True if folding changes how the scalar joins grapheme clusters.
    var changesCluster: Bool
  }

  /// The scalars that folding changes but lowercasing does not, in ascending order.
  ///
  /// They are ß, ς, ſ and about 240 more. Folding a text equals lowercasing it scalar by scalar and
  /// then folding these.
  static let beyondLowercase: [Folding] = {
    var foldings: [Folding] = []
    // No cased script has been encoded beyond plane 1.
    for scalar: UInt32 in 0..<0x20000
    where !(0xD800..<0xE000).contains(scalar) && UTF8Proc.lowercase(scalar) == scalar {
      var folded: [UInt32] = []
      UTF8Proc.decompose([scalar], .caseFold, into: &folded)
      guard folded != [scalar], let first = folded.first else { continue }
      let changesCluster = UTF8Proc.boundaryClass(scalar) != UTF8Proc.boundaryClass(first)
      foldings.append(Folding(scalar: scalar, folded: folded, changesCluster: changesCluster))
    }
    return foldings
  }()
}
