/// The part of a file that all forms have.
struct FormHeader {
  let name: String
  let aliases: [String]
  let titles: [String: String]
  let language: String

  private static let keys: Set = ["name", "aliases", "kind", "title", "language", "source"]

  /// Reads the part, and checks that a file has no keys but those of all forms and of its kind.
  ///
  /// - Parameters:
  ///   - root: the file.
  ///   - keys: the keys of the kind.
  ///   - language: the language of a form that names none.
  /// - Throws: ``ConstraintError`` with line and column.
  init(_ root: FormNode, keys: Set<String>, language: String) throws(ConstraintError) {
    try root.checkKeys(Self.keys.union(keys))
    name = try root.string("name")
    aliases = try root.texts("aliases")
    titles = try root.strings(byKey: "title")
    self.language = try root.optionalString("language") ?? language
  }
}

/// A form that keeps the header of its file.
protocol HeadedForm: Form {
  var header: FormHeader { get }
}

extension HeadedForm {
  var name: String { header.name }
  var aliases: [String] { header.aliases }
  var titles: [String: String] { header.titles }
  var language: String { header.language }
}
