/// The form of a tune in ABC notation: a header, and bars that add up to its metre.
///
/// The header has `X:`, `T:`, `M:` and `K:` in this order, `L:` after `M:` if the unit is not that of the metre,
/// and other fields between them. A bar has notes with accidentals, octaves and lengths, rests, broken
/// rhythm, triplets, grace notes and chords in quotes. The first strain may start with a part of a bar; then
/// the last bar of any strain may lack that part, and other strains may start with it, too.
public struct Tune: Hashable, Sendable {
  /// The metres that may be given by `M:`.
  public var metres: [String]
  /// The number of bars of each strain, without the part of a bar at its start.
  public var bars: ClosedRange<Int>

  /// All metres, from `2/4` to `12/8`.
  public static let allMetres = [
    "2/4", "3/4", "4/4", "C", "C|", "2/2", "3/2", "5/4", "6/4", "3/8", "6/8", "9/8", "12/8",
  ]

  /// Makes a form.
  ///
  /// - Parameters:
  ///   - metres: the metres that may be given by `M:`.
  ///   - bars: the number of bars of each strain, at least 2.
  public init(metres: [String] = Tune.allMetres, bars: ClosedRange<Int> = 4...32) {
    self.metres = metres
    self.bars = bars
  }

  /// The length of a bar in whole notes, as a fraction; nil if the metre is unknown.
  static func length(of metre: String) -> (numerator: Int, denominator: Int)? {
    if metre == "C" || metre == "C|" { return (1, 1) }
    let parts = metre.split(separator: "/").compactMap { Int($0) }
    return parts.count == 2 && allMetres.contains(metre) ? (parts[0], parts[1]) : nil
  }

  /// The constraint that a text is such a tune.
  ///
  /// - Returns: the constraint.
  /// - Throws: ``ConstraintError`` if a metre is unknown or a strain has fewer than 2 bars.
  public func constraint() throws(ConstraintError) -> GrammarConstraint {
    guard bars.lowerBound >= 2 else {
      throw ConstraintError("a strain of a tune has 2 bars or more")
    }
    return try GrammarConstraint(gbnf: TuneGrammar(self).text())
  }
}
