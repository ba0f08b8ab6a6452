/// A form of the kind `tune`.
struct TuneForm: Form {
  private static let keys: Set = ["name", "kind", "title", "language", "source", "metres", "bars"]

  let name: String
  let titles: [String: String]
  let language: String
  let longest: Int? = nil
  let hasLineBreaks = true
  let tune: Tune

  /// Reads a form.
  init(_ file: FormFile) throws(ConstraintError) {
    let root = file.root
    try root.checkKeys(Self.keys)
    name = try root.string("name")
    titles = try root.strings(byKey: "title")
    language = try root.optionalString("language") ?? "abc"
    var tune = Tune()
    let metres = try root.texts("metres")
    if !metres.isEmpty { tune.metres = metres }
    if let text = try root.optionalString("bars") {
      let bounds = text.split(separator: "-").compactMap { Int($0) }
      guard let low = bounds.first, let high = bounds.last, low >= 2, low <= high else {
        throw root.error("bars: \(text) is no number of bars, such as 4-16")
      }
      tune.bars = low...high
    }
    self.tune = tune
  }

  func constraint(_ wishes: FormWishes) throws(ConstraintError) -> any Constraint {
    try wishes.apply(to: tune.constraint(), name)
  }

  func faults(
    in text: String, _ wishes: FormWishes
  ) throws(ConstraintError) -> [FormFault] { tune.faults(in: text) }
}

extension FormWishes {
  /// Returns a constraint with the phrases that are wished.
  ///
  /// - Throws: ``ConstraintError`` if other things are wished, which the form does not have.
  func apply(
    to rules: GrammarConstraint, _ name: String
  ) throws(ConstraintError) -> GrammarConstraint {
    guard acrostic == nil, rhymes.isEmpty, book == nil else {
      throw ConstraintError("the form \(name) has neither acrostics nor rhymes")
    }
    return try rules.and(required: required, banned: banned, ignoringCase: banIgnoresCase)
  }
}
