internal import CharForms
internal import CharIO
internal import CharLM
internal import CharText

extension CompletionRequest {
  /// The length of a filling if none is given.
  private static let usualLength = 16

  /// Reads a request of llama.cpp for a filling.
  ///
  /// - Parameters:
  ///   - fields: the members.
  ///   - prompt: the text before the gap.
  ///   - suffix: the text after it.
  ///   - model: the name of the model.
  ///   - limits: the limits of the server.
  /// - Throws: ``APIError``.
  init(
    filling fields: RequestFields, between prompt: String, and suffix: String, model: String,
    _ limits: ServerLimits
  ) throws(APIError) {
    for name in ["n", "best_of"] {
      guard try fields.integer(name, in: 0...128) ?? 1 <= 1 else {
        throw .invalid("there is one filling; leave out \(name), or use /v1/completions", name)
      }
    }
    guard fields["suffix"] == nil else {
      throw .invalid("the text after the gap is input_suffix here, not suffix", "suffix")
    }
    var others: [(String, JSON)] = [
      ("model", .string(model)), ("prompt", .string(prompt)), ("suffix", .string(suffix)),
    ]
    if case .array(let names)? = fields["samplers"] {
      // The sampler of llama.cpp that ends fillings; here the text after the gap does.
      others.append(("samplers", .array(names.filter { $0.stringValue != "infill" })))
    }
    try self.init(fields.replacing(others), limits)
    if let length = try fields.integer("n_predict", in: -1...limits.tokens) {
      options.length = length < 0 ? Self.usualLength : length
    }
  }

  /// Refuses what a search for fillings cannot take into account.
  ///
  /// A filling is searched for as a whole, so that it leads on to the suffix. Truncations of the vocabulary never
  /// exclude the most probable text; they are refused only where texts are drawn.
  ///
  /// - Throws: ``APIError`` with the name of the member.
  func checkFilling() throws(APIError) {
    if alternatives != nil || echoes {
      throw .invalid("a filling has neither logprobs nor echo; leave them out", "suffix")
    }
    if prompts.contains(where: { if case .tokens = $0 { true } else { false } }) {
      throw .invalid("with suffix, give the prompt as text", "prompt")
    }
    var refused: String?
    if case .form? = constraint.base { refused = "form" }
    // The end of the document is in no filling anyway.
    if biases.contains(where: { $0 != Vocabulary.documentBoundary || $1 > -.infinity }) {
      refused = "logit_bias"
    }
    if longestCopy != nil { refused = "max_copy" }
    refused = refused ?? options.sampling.memberBesidesTemperature(draws: drawsFilling)
    if let refused {
      throw .invalid("\(refused) has no effect on a filling; leave it out with suffix", refused)
    }
  }

  /// True if fillings are drawn; false if the most probable are searched for.
  var drawsFilling: Bool { hasTemperature && options.sampling.temperature > 0 }

  /// The gap of a filling of up to so many characters.
  ///
  /// - Throws: ``APIError`` if nothing can fill it.
  func gap() throws(APIError) -> Gap {
    var request = constraint
    // A text that ends before a stop string is one without it.
    request.wishes.banned += options.stops
    let least = constraint.base == nil ? 1 : 0
    let member = constraint.member ?? (options.stops.isEmpty ? nil : "stop")
    return try APIError.naming(member) {
      try Gap(meeting: request, length: least...options.length)
    }
  }
}
