/// A form that texts are written in and checked against.
public protocol Form: Sendable {
  /// The name by which the form is found.
  var name: String { get }
  /// Other names by which it is found.
  var aliases: [String] { get }
  /// Titles by language code.
  var titles: [String: String] { get }
  /// The language code.
  var language: String { get }
  /// The largest number of characters of a text; nil if there is no bound.
  var longest: Int? { get }

  /// True if a text has line breaks.
  var hasLineBreaks: Bool { get }
  /// True if a text may have empty lines.
  var hasEmptyLines: Bool { get }

  /// Returns the constraint that a text has the form.
  ///
  /// - Parameter wishes: what else the text must have.
  /// - Returns: the constraint.
  /// - Throws: ``ConstraintError`` if no text has the form and the wishes, or the form knows no such wish.
  func constraint(_ wishes: FormWishes) throws(ConstraintError) -> any Constraint

  /// Returns where a text breaks the form.
  ///
  /// - Parameters:
  ///   - text: a finished text.
  ///   - wishes: what else the text must have.
  /// - Returns: the faults; none if the text has the form.
  /// - Throws: ``ConstraintError`` if the form knows no such wish.
  func faults(in text: String, _ wishes: FormWishes) throws(ConstraintError) -> [FormFault]
}

extension Form {
  /// None.
  public var aliases: [String] { [] }
  /// False: most forms have no empty lines.
  public var hasEmptyLines: Bool { false }
}

/// Further requirements of a text of a form.
public struct FormWishes: Sendable {
  /// The characters with which the lines start.
  public var acrostic: String?
  /// The rhymes, in the order in which they occur.
  public var rhymes: [String] = []
  /// The book of rhymes, instead of that of the form.
  public var book: RhymeBook?
  /// Texts that must occur.
  public var required: [String] = []
  /// Texts that must not occur.
  public var banned: [String] = []
  /// True if banned texts are banned in upper and lower case.
  public var banIgnoresCase = false

  /// No wishes.
  public init() {}

  /// Returns a constraint with the phrases that are wished.
  ///
  /// - Parameters:
  ///   - rules: the constraint of a form.
  ///   - name: the name of the form.
  ///   - words: phrases that every text of the form has.
  /// - Returns: the constraint.
  /// - Throws: ``ConstraintError`` if other things are wished, which the form does not have.
  func apply(
    to rules: GrammarConstraint, _ name: String, words: [String] = []
  ) throws(ConstraintError) -> GrammarConstraint {
    guard acrostic == nil, rhymes.isEmpty, book == nil else {
      throw ConstraintError("the form \(name) has neither acrostics nor rhymes")
    }
    return try rules.and(required: words + required, banned: banned, ignoringCase: banIgnoresCase)
  }
}

/// A place where a text breaks a form.
public struct FormFault: Hashable, Sendable {
  /// The line of the poem, from 1.
  public let line: Int
  /// The character in the line, from 1.
  public let column: Int
  /// The name of the rule.
  public let rule: String
  /// The reason.
  public let reason: String

  /// Makes a fault.
  ///
  /// - Parameters:
  ///   - line: the line of the poem, from 1.
  ///   - column: the character in the line, from 1.
  ///   - rule: the name of the rule.
  ///   - reason: the reason.
  public init(line: Int, column: Int, rule: String, reason: String) {
    self.line = line
    self.column = column
    self.rule = rule
    self.reason = reason
  }
}
