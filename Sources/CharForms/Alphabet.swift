/// The characters that a text can be written with, and what each of them costs.
public struct Alphabet: Hashable, Sendable {
  /// Characters that cost 1.
  public var scalars: ScalarSet
  /// Characters that occur within longer tokens only.
  public var inClusters: ScalarSet
  /// True if other characters can be spelled in UTF-8, for 1 a byte.
  public var spellsBytes: Bool

  /// All characters, each of which costs 1.
  public static let all = Alphabet(scalars: .all)

  /// Makes an alphabet.
  ///
  /// - Parameters:
  ///   - scalars: characters that cost 1.
  ///   - inClusters: characters that occur within longer tokens only.
  ///   - spellsBytes: whether other characters can be spelled in UTF-8.
  public init(scalars: ScalarSet, inClusters: ScalarSet = .none, spellsBytes: Bool = false) {
    self.scalars = scalars
    self.inClusters = inClusters
    self.spellsBytes = spellsBytes
  }

  /// Characters whose UTF-8 has one, two, three and four bytes.
  private static let byLength = [
    ScalarSet([0...0x7F]), ScalarSet([0x80...0x7FF]), ScalarSet([0x800...0xFFFF]),
    ScalarSet([0x10000...0x10FFFF]),
  ]

  /// Returns the cost of the cheapest character of a set; nil if none can be written.
  func cost(of set: ScalarSet) -> Int? {
    if set.intersects(scalars) { return 1 }
    guard spellsBytes else { return nil }
    return Self.byLength.firstIndex { $0.intersects(set) }.map { $0 + 1 }
  }

  /// The characters that can occur in a text.
  var usable: ScalarSet { spellsBytes ? .all : scalars.union(inClusters) }
}
