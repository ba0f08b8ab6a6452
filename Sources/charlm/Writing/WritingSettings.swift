import CharForms
import CharLM
import CharSettings
import CharText

/// Settings of continuations, which commands of the editor change.
struct WritingSettings {
  var options: GenerationOptions
  var constraint: ConstraintOptions
  var grain = WritingGrain.line
  private var compiled: ConstraintRequest.Compiled?

  init(options: GenerationOptions, constraint: ConstraintOptions) {
    (self.options, self.constraint) = (options, constraint)
    if isWhole { grain = .text }
  }

  /// True if the constraint is on a whole text, of which the user may write a part.
  var isWhole: Bool {
    constraint.form != nil || constraint.regex != nil || constraint.grammar != nil
      || constraint.jsonSchema != nil
  }

  /// Compiles the constraint.
  mutating func compile() throws {
    var files = InputFiles()
    compiled = try constraint.compiled(reading: &files)
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
    guard isWhole else {
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
    if !constraint.must.isEmpty { parts.append("must \(constraint.must.joined(separator: ", "))") }
    if !constraint.ban.isEmpty { parts.append("ban \(constraint.ban.joined(separator: ", "))") }
    return parts
  }
}

extension WritingGrain {
  /// The grain with its article.
  var words: String { self == .text ? "text to its end" : "a \(rawValue)" }
}
