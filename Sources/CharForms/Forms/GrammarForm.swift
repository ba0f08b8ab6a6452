/// A form given by a regular expression or a grammar.
struct GrammarForm: HeadedForm {
  let header: FormHeader
  let longest: Int?
  private let rules: GrammarConstraint
  private let words: [String]
  let hasLineBreaks: Bool

  /// Reads a form of the kind `grammar`.
  init(_ file: FormFile) throws(ConstraintError) {
    let root = file.root
    header = try FormHeader(
      root, keys: ["longest", "regex", "grammar", "words"], language: "en")
    if let text = try root.optionalString("longest") {
      guard let number = Int(text), number > 0 else {
        throw root.error("longest: \(text) is no number of characters")
      }
      longest = number
    } else {
      longest = nil
    }
    words = try root.texts("words")
    let regex = try root.optionalString("regex")
    let grammar = try root.optionalString("grammar")
    hasLineBreaks = (regex ?? grammar ?? "").contains(#"\n"#)
    switch (regex, grammar) {
    case (let regex?, nil): rules = try GrammarConstraint(regularExpression: regex)
    case (nil, let grammar?): rules = try GrammarConstraint(gbnf: grammar)
    default: throw root.error("give regex or grammar")
    }
  }

  func constraint(_ wishes: FormWishes) throws(ConstraintError) -> any Constraint {
    try whole(wishes)
  }

  private func whole(_ wishes: FormWishes) throws(ConstraintError) -> GrammarConstraint {
    try wishes.apply(to: rules, name, words: words)
  }

  func faults(in text: String, _ wishes: FormWishes) throws(ConstraintError) -> [FormFault] {
    let rules = try whole(wishes)
    var state = rules.initialState
    var (line, column) = (1, 1)
    for scalar in text.unicodeScalars {
      guard let next = rules.state(after: scalar, in: state) else {
        return [
          FormFault(
            line: line, column: column, rule: "form",
            reason: scalar == "\n" ? "the line may not end here" : "\(scalar) is not allowed here")
        ]
      }
      state = next
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    return rules.mayEnd(in: state)
      ? []
      : [FormFault(line: line, column: column, rule: "form", reason: "the text ends too early")]
  }
}
