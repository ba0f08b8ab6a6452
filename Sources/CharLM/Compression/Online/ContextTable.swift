/// The histories of the bits after contexts: a hash table with a group of histories, one for each beginning of
/// half a byte, for each context.
struct ContextTable {
  private var nodes: [UInt32]
  private let mask: Int
  /// The first node of the current group.
  private var group = 0

  private static let width = 16

  /// Creates a table.
  ///
  /// - Parameter logGroups: the logarithm to base 2 of the number of groups.
  init(logGroups: Int) {
    nodes = [UInt32](repeating: BitHistory.empty, count: Self.width << logGroups)
    mask = 1 << logGroups - 1
    for group in 0...mask { nodes[group * Self.width] = 0 }
  }

  /// Moves to the group of a context, and makes room for it if it is new.
  mutating func select(_ hash: UInt32) {
    let tag = hash >> 16 | 1
    let index = Int(truncatingIfNeeded: hash &* 0x9E37_79B1 >> 8) & mask
    let (first, second) = (index * Self.width, (index ^ 1) * Self.width)
    if nodes[first] == tag {
      group = first
    } else if nodes[second] == tag {
      group = second
    } else {
      // The group that has seen less gives way.
      group =
        BitHistory.seen(nodes[first + 1]) <= BitHistory.seen(nodes[second + 1]) ? first : second
      nodes[group] = tag
      for node in group + 1..<group + Self.width { nodes[node] = BitHistory.empty }
    }
  }

  /// The history after some bits of the half byte; `prefix` is 1 followed by these bits.
  subscript(prefix: Int) -> UInt32 {
    @inline(__always) get { nodes[group + prefix] }
    @inline(__always) set { nodes[group + prefix] = newValue }
  }
}
