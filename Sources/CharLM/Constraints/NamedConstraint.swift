package import CharForms

/// A constraint as it is asked for by names: an expression, or the files of a grammar, a schema, a form or a list of
/// phrases.
package struct NamedConstraint {
  /// The regular expression that the whole text matches.
  package var regex: String?
  /// The file of the grammar, and the name of its rule for the whole text.
  package var grammar: String?, root: String?
  /// The file of the JSON Schema, and the white-space characters allowed at a place.
  package var jsonSchema: String?, jsonWhitespace: Int?
  /// The name or the file of the form.
  package var form: String?
  /// The phrases that the text must have, and those that it must not have.
  package var wishes = FormWishes()
  /// The file of further phrases that the text does not contain, one on each line.
  package var banFile: String?

  /// Asks for nothing.
  package init() {}

  /// True if an expression, grammar, schema or form constrains the whole text.
  package var isWhole: Bool { regex != nil || source != nil }

  /// Reads and compiles the constraint.
  ///
  /// - Parameters:
  ///   - files: the files that were read already, and those that are read now.
  ///   - read: reads the text of a file.
  /// - Returns: the constraint; nil if nothing is asked for.
  /// - Throws: `ConstraintError`, ``NamedFormError``, or the errors of reading.
  package func compiled(
    reading files: inout InputFiles, with read: (String) throws -> String
  ) throws -> ConstraintRequest.Compiled? {
    var request = ConstraintRequest()
    request.wishes = wishes
    if let banFile {
      request.wishes.banned += try files.text(of: banFile) { try read(banFile) }
        .split(whereSeparator: \.isNewline).map(String.init)
    }
    request.base = try base(&files, read)
    return try request.compiled()
  }

  private func base(
    _ files: inout InputFiles, _ read: (String) throws -> String
  ) throws -> ConstraintRequest.Base? {
    if let form { return .form(try NamedForm.form(form, reading: &files, with: read)) }
    if let regex { return .regularExpression(regex) }
    if let grammar {
      return .gbnf(try files.text(of: grammar) { try read(grammar) }, root: root ?? "root")
    }
    if let jsonSchema {
      return .jsonSchema(
        try files.text(of: jsonSchema) { try read(jsonSchema) }, whiteSpace: jsonWhitespace ?? 0)
    }
    return nil
  }

  /// The file in which a constraint on the whole text stands, or the name of a form.
  private var source: String? { grammar ?? jsonSchema ?? form }

  /// Puts the place of an error before it, with its file.
  ///
  /// - Parameter error: the error of compiling the constraint, or of a text that does not meet it.
  /// - Returns: the message.
  package func message(_ error: ConstraintError) -> String {
    switch error.place {
    case .position?: "\(source ?? "constraint"):\(error)"
    case .path?: "\(jsonSchema ?? "schema"): \(error)"
    case nil: source.map { "\($0): \(error)" } ?? "\(error)"
    }
  }
}
