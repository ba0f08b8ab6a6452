/// A place in a ``Template`` that is to be filled.
public struct Gap: Sendable {
  /// A kind of filling.
  public enum Kind: String, CaseIterable, Sendable {
    /// Any characters but line ends.
    case text
    /// Letters, with hyphens and apostrophes between them.
    case word
    /// Characters up to a mark that ends a sentence.
    case sentence
    /// The characters of a line.
    case line

    /// The regular expression of the fillings.
    var pattern: String {
      switch self {
      case .text, .line: "[^\\n\\r]*"
      case .word: "[\\p{L}\\p{M}]+(['’-][\\p{L}\\p{M}]+)*"
      case .sentence: "[^.!?。！？…\\n\\r]+[.!?。！？…][\"'”’」』）)]?"
      }
    }

    /// The number of characters if none is given.
    public var usualLength: ClosedRange<Int> {
      switch self {
      case .text: 1...20
      case .word: 1...20
      case .sentence: 2...120
      case .line: 1...80
      }
    }
  }

  /// The lengths that are supported, in characters.
  public static let lengths = 0...1000

  /// The gap as it is spelled in the template, for messages.
  public var source: String
  /// The name by which its text is repeated elsewhere.
  public var name: String?
  /// The texts that fill it.
  public let constraint: GrammarConstraint
  /// The temperature at which its text is drawn; nil = that of the other gaps.
  public var temperature: Double?

  /// Creates a gap from the constraint on its text.
  ///
  /// - Parameters:
  ///   - constraint: the texts that fill it, of a limited length.
  ///   - source: its spelling in messages.
  public init(_ constraint: GrammarConstraint, source: String) {
    self.constraint = constraint
    self.source = source
  }

  /// Creates a gap of a kind and a length.
  ///
  /// - Parameters:
  ///   - kind: the kind of filling.
  ///   - length: the number of characters; nil = the usual one of the kind.
  ///   - pattern: a regular expression that the whole filling matches.
  ///   - source: its spelling in messages.
  /// - Throws: ``ConstraintError`` if the length is out of range, or if no filling fits.
  public init(
    _ kind: Kind = .text, length: ClosedRange<Int>? = nil, pattern: String? = nil, source: String
  ) throws(ConstraintError) {
    if let length { try Self.check(length) }
    var constraint = try GrammarConstraint(regularExpression: kind.pattern)
    if let pattern { constraint = try Self.narrowing(constraint, by: pattern, kind) }
    let usual = pattern == nil ? kind.usualLength : 0...kind.usualLength.upperBound
    let length = length ?? usual
    do {
      self.init(
        try constraint.and(
          regularExpression: "(?s).{\(length.lowerBound),\(length.upperBound)}"),
        source: source)
    } catch {
      throw ConstraintError(
        "no text of \(Self.words(length)) fits the gap \(source): \(error.problem)")
    }
  }

  /// The fillings of a kind that match a regular expression, which may name line ends itself.
  private static func narrowing(
    _ constraint: GrammarConstraint, by pattern: String, _ kind: Kind
  ) throws(ConstraintError) -> GrammarConstraint {
    guard kind != .text else { return try GrammarConstraint(regularExpression: pattern) }
    return try constraint.and(regularExpression: pattern)
  }

  private static func check(_ length: ClosedRange<Int>) throws(ConstraintError) {
    guard length.upperBound > 0 else {
      throw ConstraintError("a gap of 0 characters has nothing to fill; give 1 or more")
    }
    guard lengths.contains(length.lowerBound), lengths.contains(length.upperBound) else {
      throw ConstraintError(
        "a gap of \(words(length)) is too long; give at most \(lengths.upperBound)")
    }
  }

  private static func words(_ length: ClosedRange<Int>) -> String {
    let range =
      length.count == 1 ? "\(length.lowerBound)" : "\(length.lowerBound) to \(length.upperBound)"
    return "\(range) character\(length == 1...1 ? "" : "s")"
  }
}
