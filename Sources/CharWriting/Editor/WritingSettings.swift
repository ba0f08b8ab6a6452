internal import CharForms
package import CharLM
internal import CharText

/// Settings of continuations, which commands of the editor change.
package struct WritingSettings {
  /// The options of continuations.
  package var options: GenerationOptions
  /// The constraint, by the names of its files.
  package var constraint: NamedConstraint
  /// The length of a continuation: a character, a word, a line or a text.
  package var grain = WritingGrain.line
  private var compiled: ConstraintRequest.Compiled?

  /// Creates settings; the constraint is not compiled yet.
  ///
  /// - Parameters:
  ///   - options: the options of continuations.
  ///   - constraint: the constraint.
  package init(
    options: GenerationOptions = GenerationOptions(),
    constraint: NamedConstraint = NamedConstraint()
  ) {
    (self.options, self.constraint) = (options, constraint)
    if constraint.isWhole { grain = .text }
  }

  /// Compiles the constraint.
  ///
  /// - Parameter read: reads the text of a file that the constraint names.
  /// - Throws: `ConstraintError`, `NamedFormError`, or the error of `read`.
  package mutating func compile(reading read: (String) throws -> String) throws {
    var files = InputFiles()
    compiled = try constraint.compiled(reading: &files, with: read)
  }

  /// Returns the request for continuations at the cursor of a document.
  ///
  /// - Throws: `ConstraintError` if the text before the cursor does not fit the constraint.
  func request(_ document: TextDocument, _ model: any AutoregressiveModel) throws
    -> ContinuationRequest
  {
    var request = ContinuationRequest(
      document.prompt(for: model.tokenizer), options, grain: grain)
    guard let compiled else { return request }
    guard constraint.isWhole else {
      request.constraint = compiled.rules
      return request
    }
    let isByLine = model.tokenizer.configuration.boundary == .line
    let start = isByLine ? document.lineStart() : document.paragraphStart
    let written = String(document.characters[start..<document.cursor])
    request.constraint = try compiled.rest(after: written).rules
    request.isWhole = true
    request.options.length = compiled.longest ?? options.length
    return request
  }

  /// Settings for the status line.
  var summary: [String] {
    var parts = ["temperature \(options.sampling.temperature)", grain.rawValue]
    if let form = constraint.form { parts.append("form \(form)") }
    let (must, ban) = (constraint.wishes.required, constraint.wishes.banned)
    if !must.isEmpty { parts.append("must \(must.joined(separator: ", "))") }
    if !ban.isEmpty { parts.append("ban \(ban.joined(separator: ", "))") }
    return parts
  }
}

extension WritingGrain {
  /// The grain with its article.
  var words: String { self == .text ? "text to its end" : "a \(rawValue)" }
}
