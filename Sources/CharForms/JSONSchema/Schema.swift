internal import CharIO

/// The keywords of one or several schemas that must all hold, sorted by what they are about.
struct Schema: Sendable {
  /// A type of JSON values; whole numbers are numbers.
  enum Kind: String, CaseIterable, Sendable { case null, boolean, number, string, array, object }

  /// A schema within the file.
  struct Reference: Hashable, Sendable {
    let path: String
    let json: JSON

    static func == (left: Self, right: Self) -> Bool { left.path == right.path }
    func hash(into hasher: inout Hasher) { hasher.combine(path) }
  }

  /// The keywords of one schema about the items of arrays.
  struct Items: Sendable {
    var prefix: [Reference] = []
    var rest: Reference?
  }

  /// The keywords of one schema about the properties of objects.
  struct Properties: Sendable {
    var named: [(name: [UInt8], schema: Reference)] = []
    var patterns: [(names: DFA, schema: Reference)] = []
    var rest: Reference?
    var isClosedByDefault: Bool { !named.isEmpty || !patterns.isEmpty }
  }

  /// Several schemas of which one must hold.
  struct Alternatives: Sendable {
    var path: String
    var branches: [Reference]
    var isExclusive: Bool
  }

  /// The path of the schema, for messages.
  var path: String
  var allowsNothing = false
  var kinds: Set<Kind> = Set(Kind.allCases)
  /// Kinds that keywords are about, without a keyword `type`.
  var implied: Set<Kind> = []
  var values: [JSON]?
  var number = NumberRange()
  var minLength = 0
  var maxLength: Int?
  var patterns: [DFA] = []
  var formats: [Expression] = []
  var items: [Items] = []
  var minItems = 0
  var maxItems: Int?
  var properties: [Properties] = []
  var names: [Reference] = []
  var required: [[UInt8]] = []
  var minProperties = 0
  var maxProperties: Int?
  var alternatives: [Alternatives] = []
  /// The paths of alternatives of which a branch is among the keywords.
  var chosen: Set<String> = []

  init(path: String) { self.path = path }

  /// The kinds of values. Where no type is given, the keywords say what the values are.
  var usedKinds: Set<Kind> {
    implied.isEmpty || kinds.count < Kind.allCases.count
      ? kinds : kinds.intersection(implied)
  }

  /// True if there is nothing but alternatives.
  var isOnlyAlternatives: Bool {
    !allowsNothing && kinds.count == Kind.allCases.count && implied.isEmpty && values == nil
      && !number.isInteger
  }
}
