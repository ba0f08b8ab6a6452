/// Pairs of lines whose characters should answer each other (对仗), rated by a simple measure: no rule, and no judgment
/// of grammar.
///
/// Each character of the second line is compared with the one at its place in the first. The likeness is 0 if the
/// first line has the character too, or if a number, color, direction or negation meets anything else; 1 if both are of
/// the same class; 0.75 for things of two classes, such as plants and animals; and else an even 0.5, or what a model says.
public struct ParallelCouplets: Sendable {
  /// A pair of lines.
  public struct Couplet: Sendable {
    /// The numbers of the lines in the poem, from 1.
    public let lines: (Int, Int)
    /// The places of their characters in the text.
    let places: (Range<Int>, Range<Int>)
  }

  /// The pairs.
  public let couplets: [Couplet]

  /// Finds the pairs of a form; nil if it has none.
  init?(_ form: VerseForm) {
    guard !form.parallelLines.isEmpty else { return nil }
    var places: [Range<Int>] = []
    var start = 0
    for line in form.lines {
      places.append(start..<start + line.length.upperBound)
      start += line.length.upperBound + line.end.count
    }
    couplets = form.parallelLines.map { first, second in
      Couplet(lines: (first + 1, second + 1), places: (places[first], places[second]))
    }
  }

  /// Returns the characters that one at a place should answer.
  ///
  /// - Parameter place: the number of characters before it.
  /// - Returns: the places of the first line, and that of its partner; nil if it has none.
  package func partner(of place: Int) -> (line: Range<Int>, place: Int)? {
    guard let couplet = couplets.first(where: { $0.places.1.contains(place) }) else { return nil }
    let line = couplet.places.0
    return (line, line.lowerBound + place - couplet.places.1.lowerBound)
  }

  /// Returns how well a character answers another one by the classes of both.
  ///
  /// - Parameters:
  ///   - scalar: the character.
  ///   - partner: the other one.
  /// - Returns: 0, 0.75 or 1; nil if the classes do not tell.
  package static func likeness(_ scalar: Unicode.Scalar, _ partner: Unicode.Scalar) -> Double? {
    if scalar == partner { return 0 }
    let (own, other) = (WordClass(scalar), WordClass(partner))
    if let own, own == other { return 1 }
    if let own, let other, own.isThing, other.isThing { return 0.75 }
    return [own, other].contains { $0?.isThing == false } ? 0 : nil
  }

  /// Rates a poem that has the form.
  ///
  /// - Parameter text: the poem.
  /// - Returns: for each pair of lines the mean likeness of the characters, 0 to 1; nil where a line is missing.
  public func ratings(of text: String) -> [Double?] {
    let scalars = Array(text.unicodeScalars)
    return couplets.map { couplet in
      let (first, second) = couplet.places
      guard second.upperBound <= scalars.count else { return nil }
      let sum = zip(first, second).reduce(0.0) { sum, places in
        let scalar = scalars[places.1]
        if scalars[first].contains(scalar) { return sum }
        return sum + (Self.likeness(scalar, scalars[places.0]) ?? 0.5)
      }
      return sum / Double(first.count)
    }
  }
}
