import ArgumentParser
import CharForms
import CharIO
import CharLM
import CharText

/// Options that constrain the generated text.
struct ConstraintOptions: ParsableArguments {
  /// Exit status if a constraint is not supported.
  static let refused = ExitCode(2)

  @Option(help: "Regular expression that the whole text matches.")
  var regex: String?

  @Option(help: "Grammar file (GBNF) of the text.")
  var grammar: String?

  @Option(help: .advanced("Rule of the grammar for the whole text. (default: root)"))
  var root: String?

  @Option(help: "JSON Schema file of the text.")
  var jsonSchema: String?

  @Option(
    help: .advanced(
      """
      White-space characters allowed at a place of the JSON, 0 or more; 0 = compact, with at most a \
      space after , and : (default: 0)
      """))
  var jsonWhitespace: Int?

  @Option(help: "Form of the text: a name that charlm forms list prints, or a file.")
  var form: String?

  @OptionGroup var wishes: FormWishOptions

  @Option(help: "Phrase that the text contains; may be given several times, in any order.")
  var must: [String] = []

  @Option(help: "Phrase that the text does not contain; may be given several times.")
  var ban: [String] = []

  @Option(help: .advanced("File of phrases that the text does not contain, one on each line."))
  var banFile: String?

  @Flag(help: .advanced("Ban phrases in upper and lower case."))
  var banIgnoreCase = false

  func validate() throws {
    if [regex, grammar, jsonSchema, form].count(where: { $0 != nil }) > 1 {
      throw ValidationError("Give one of --regex, --grammar, --json-schema and --form.")
    }
    if wishes.isGiven && form == nil {
      throw ValidationError("--acrostic, --rhyme and --rhyme-book need --form.")
    }
    if root != nil && grammar == nil { throw ValidationError("--root needs --grammar.") }
    if jsonWhitespace != nil && jsonSchema == nil {
      throw ValidationError("--json-whitespace needs --json-schema.")
    }
    if banIgnoreCase && ban.isEmpty && banFile == nil {
      throw ValidationError("--ban-ignore-case needs --ban or --ban-file.")
    }
    try checkRange("json-whitespace", jsonWhitespace, 0...)
  }

  /// True if there is a constraint.
  var isGiven: Bool {
    regex != nil || grammar != nil || jsonSchema != nil || form != nil || !must.isEmpty
      || !ban.isEmpty || banFile != nil
  }

  /// Reads and compiles the requested constraint; nil if there is none.
  ///
  /// - Throws: `ExitCode` 2, with a message on standard error, if it is not supported.
  func requested() throws -> ConstraintRequest.Compiled? {
    var files = InputFiles()
    return try requested(reading: &files)
  }

  /// Reads and compiles the requested constraint.
  ///
  /// - Parameter files: the files that were read already, and those that are read now.
  /// - Returns: the constraint; nil if there is none.
  /// - Throws: `ExitCode` 2, with a message on standard error, if it is not supported.
  func requested(reading files: inout InputFiles) throws -> ConstraintRequest.Compiled? {
    try refusing { try named.compiled(reading: &files, with: TextInput.read) }
  }

  /// The constraint, whose files are not read yet.
  var named: NamedConstraint {
    var named = NamedConstraint()
    (named.regex, named.form) = (regex, form)
    (named.grammar, named.root) = (grammar, root)
    (named.jsonSchema, named.jsonWhitespace) = (jsonSchema, jsonWhitespace)
    named.wishes = wishes.wishes
    (named.wishes.required, named.wishes.banned) = (must, ban)
    (named.wishes.banIgnoresCase, named.banFile) = (banIgnoreCase, banFile)
    return named
  }

  /// Performs work with a constraint.
  ///
  /// - Throws: `ExitCode` 2, with a message on standard error, if the constraint cannot be met.
  func refusing<Result>(_ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as ConstraintError {
      Console.error(named.message(error))
      throw Self.refused
    }
  }

  /// Returns the logits processors that enforce a constraint.
  func processors(
    _ requested: ConstraintRequest.Compiled?, _ tokenizer: Tokenizer, length: Int
  ) throws -> [any LogitsProcessor] {
    guard let requested else { return [] }
    return try refusing { [try ConstraintProcessor(requested.rules, tokenizer, length: length)] }
  }

  /// Returns the rule by which a search follows a constraint.
  func searchRule(
    _ requested: ConstraintRequest.Compiled?, _ tokenizer: Tokenizer, length: Int
  ) throws -> ConstraintRule? {
    guard let requested else { return nil }
    return try refusing { try ConstraintRule(requested.rules, tokenizer, length: length) }
  }
}
