internal import CharIO

extension GrammarConstraint {
  /// Makes the constraint that the whole text is JSON that is valid for a JSON Schema (2020-12).
  ///
  /// The texts are a part of the valid ones: properties stand in the order of the schema before others, other
  /// properties are allowed where the schema names none or says so with `additionalProperties`, all items of
  /// `prefixItems` are there, and a schema without `type` has values of the types that its keywords are about.
  ///
  /// - Parameters:
  ///   - text: the schema.
  ///   - whiteSpace: the largest number of white-space characters at a place; 0 is compact JSON, where one
  ///     space may follow a comma or a colon.
  /// - Throws: ``ConstraintError`` with the path of a keyword that is not supported.
  public init(jsonSchema text: String, whiteSpace: Int = 0) throws(ConstraintError) {
    precondition(whiteSpace >= 0, "\(whiteSpace) white-space characters")
    let bytes = Array(text.utf8)
    let root: JSON
    do { root = try JSON(parsing: bytes) } catch {
      let place = LinePlace(of: error.offset, in: bytes)
      throw ConstraintError(
        "is not JSON: \(error.problem)", at: .position(line: place.line, column: place.column))
    }
    try self.init(SchemaCompiler.grammar(of: root, whiteSpace: whiteSpace))
  }
}
