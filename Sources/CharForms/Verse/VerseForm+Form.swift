extension VerseForm: Form {
  /// True if a poem has line breaks.
  public var hasLineBreaks: Bool {
    lines.contains { $0.end.contains { $0.contains("\n") } }
  }
}

extension VerseForm {
  /// Returns the form with wishes.
  ///
  /// - Parameter wishes: the wishes.
  /// - Returns: the form.
  public func adding(_ wishes: FormWishes) -> VerseForm {
    var form = self
    form.acrostic = wishes.acrostic ?? acrostic
    form.rhymeNames = wishes.rhymes.isEmpty ? rhymeNames : wishes.rhymes
    form.book = wishes.book ?? book
    form.words += wishes.required
    form.bannedWords += wishes.banned
    form.banIgnoresCase = wishes.banIgnoresCase || banIgnoresCase
    return form
  }

  /// Returns the constraint that a text is a poem of the form.
  ///
  /// - Parameter wishes: what else the poem must have.
  /// - Returns: the constraint.
  /// - Throws: ``ConstraintError`` if there is no such poem.
  public func constraint(_ wishes: FormWishes) throws(ConstraintError) -> any Constraint {
    try VerseConstraint(adding(wishes))
  }

  /// Returns where a text breaks the form.
  ///
  /// - Parameters:
  ///   - text: a finished text.
  ///   - wishes: what else it must have.
  /// - Returns: the faults; none if it is a poem of the form.
  /// - Throws: ``ConstraintError`` if a rhyme is unknown.
  public func faults(
    in text: String, _ wishes: FormWishes
  ) throws(ConstraintError) -> [FormFault] {
    try VerseCheck(adding(wishes)).faults(in: text)
  }
}
