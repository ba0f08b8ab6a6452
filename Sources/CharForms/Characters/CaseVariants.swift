/// Scalars that differ by case only, such as k, K and K (the Kelvin sign).
enum CaseVariants {
  /// For each scalar that has variants, all of them with itself.
  private static let variants: [UInt32: [UInt32]] = {
    var roots: [UInt32: UInt32] = [:]
    func root(_ scalar: UInt32) -> UInt32 {
      var scalar = scalar
      while let next = roots[scalar], next != scalar { scalar = next }
      return scalar
    }
    func join(_ a: UInt32, _ text: String) {
      let scalars = Array(text.unicodeScalars)
      // Mappings to several scalars are not simple ones.
      guard scalars.count == 1, scalars[0].value != a else { return }
      let (x, y) = (root(a), root(scalars[0].value))
      if x != y { roots[max(x, y)] = min(x, y) }
      if roots[min(x, y)] == nil { roots[min(x, y)] = min(x, y) }
    }
    // No cased script has been encoded beyond plane 1. The dotless i has no simple folding.
    for value in UInt32(0x41)..<0x20000 where value != 0x131 {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let properties = scalar.properties
      guard properties.changesWhenCaseMapped || properties.changesWhenCaseFolded else { continue }
      join(value, properties.lowercaseMapping)
      join(value, properties.uppercaseMapping)
      join(value, properties.titlecaseMapping)
    }
    // Folded to ss, but each other's simple variants.
    join(0xDF, "\u{1E9E}")
    var groups: [UInt32: [UInt32]] = [:]
    for scalar in roots.keys { groups[root(scalar), default: []].append(scalar) }
    var found: [UInt32: [UInt32]] = [:]
    for group in groups.values where group.count > 1 {
      for scalar in group { found[scalar] = group }
    }
    return found
  }()

  /// Returns a scalar and its variants.
  static func of(_ scalar: UInt32) -> [UInt32] { variants[scalar] ?? [scalar] }

  /// The scalar that stands for all its variants.
  static func representative(_ scalar: UInt32) -> UInt32 { variants[scalar]?.min() ?? scalar }

  /// Returns a set with the variants of all its scalars.
  static func closure(_ set: ScalarSet) -> ScalarSet {
    let added = variants.filter { set.contains($0.key) }.values.joined()
    return set.union(ScalarSet(added.map { $0...$0 }))
  }
}
