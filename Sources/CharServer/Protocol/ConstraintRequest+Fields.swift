internal import CharForms
internal import CharIO

extension ConstraintRequest {
  /// The largest number of phrases.
  private static let mostPhrases = 1000
  /// The largest number of bytes of an expression, a grammar or a schema.
  private static let longest = 1 << 16

  /// Reads the members of a request that constrain its text.
  ///
  /// - Parameter fields: the members.
  /// - Throws: ``APIError``.
  init(_ fields: RequestFields) throws(APIError) {
    self.init()
    let given = ["regex", "grammar", "json_schema", "form"].filter { fields[$0] != nil }
    guard given.count < 2 else {
      throw .invalid("give one of \(given.joined(separator: " and ")), not both", given[1])
    }
    if let regex = try fields.string("regex", atMost: Self.longest) {
      base = .regularExpression(regex)
    }
    if let grammar = try fields.string("grammar", atMost: Self.longest),
      !grammar.isEmpty
    {
      base = .gbnf(grammar, root: try fields.string("root") ?? "root")
    }
    if let schema = fields["json_schema"] {
      let text = schema.stringValue ?? schema.text
      guard text.utf8.count <= Self.longest else {
        throw .invalid(
          "json_schema has \(text.utf8.count) bytes; give at most \(Self.longest)", "json_schema")
      }
      base = .jsonSchema(
        text, whiteSpace: try fields.integer("json_whitespace", in: 0...100) ?? 0)
    }
    if fields["form"] != nil { try readForm(fields) }
    try fields.check("root", needs: "grammar", fields["grammar"] != nil)
    try fields.check("json_whitespace", needs: "json_schema", fields["json_schema"] != nil)
    try fields.check("ban_ignore_case", needs: "ban", fields["ban"] != nil)
    wishes.required = try fields.strings("must", atMost: Self.mostPhrases) ?? []
    wishes.banned = try fields.strings("ban", atMost: Self.mostPhrases) ?? []
    wishes.banIgnoresCase = try fields.bool("ban_ignore_case") ?? false
    for (name, phrases) in [("must", wishes.required), ("ban", wishes.banned)]
    where phrases.contains("") {
      throw .invalid("\(name) holds an empty text", name)
    }
  }

  /// Reads a form: its name, or an object with its name and wishes.
  private mutating func readForm(_ fields: RequestFields) throws(APIError) {
    if let name = fields["form"]?.stringValue {
      base = .form(try Self.form(name))
      return
    }
    guard let form = try fields.object("form") else { return }
    guard let name = try form.string("name") else { throw form.missing("name") }
    base = .form(try Self.form(name))
    wishes.acrostic = try form.string("acrostic")
    wishes.rhymes = try form.strings("rhyme", atMost: Self.mostPhrases) ?? []
    if let book = try form.string("rhyme_book") {
      wishes.book = RhymeBook(rawValue: book)
      guard wishes.book != nil else {
        throw form.wrong("rhyme_book", "one of \(RhymeBook.allCases.map(\.rawValue))")
      }
    }
  }

  /// Returns a shipped form; the name of a request is never that of a file.
  private static func form(_ name: String) throws(APIError) -> any Form {
    do {
      if let form = try Forms.named(name) { return form }
    } catch { throw APIError(error, "form") }
    throw .invalid("there is no form \(name); GET /v1/forms lists them", "form")
  }

  /// The member of a request that names the constraint, for errors.
  var member: String? {
    switch base {
    case .regularExpression?: "regex"
    case .gbnf?: "grammar"
    case .jsonSchema?: "json_schema"
    case .form?: "form"
    case nil: !wishes.required.isEmpty ? "must" : wishes.banned.isEmpty ? nil : "ban"
    }
  }
}
