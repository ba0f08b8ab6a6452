package import CharLM

extension AutoregressiveModel {
  /// Writes different continuations of a text, those that the model finds likeliest first.
  ///
  /// - Parameters:
  ///   - request: the request.
  ///   - isCancelled: whether the continuations are no longer wanted; asked between texts.
  /// - Returns: the continuations; fewer if the model knows no more, none if it ends the text here.
  /// - Throws: the errors of generation, and `ConstraintError` if the constraint cannot be met.
  package func continuations(
    _ request: ContinuationRequest, isCancelled: () -> Bool = { false }
  ) throws -> [String] {
    var options = request.options
    options.length = request.length
    let constraint = try request.constraint.map {
      try ConstraintProcessor($0, tokenizer, length: options.length)
    }
    let end = ContinuationEnd(
      request.grain, constraint, isWhole: request.isWhole, tokenizer)
    let texts = try generate(
      request.prompt, options, count: request.draws, processors: [end])
    var found: [(text: String, score: Double)] = []
    for text in texts {
      if isCancelled() { return [] }
      let shown = Self.shown(text.text, isEnded: text.finishReason != .length, request)
      let isNew = !request.known.contains(shown) && !found.contains { $0.text == shown }
      if !shown.isEmpty, isNew { found.append((shown, text.score())) }
    }
    if let failure = texts.failure { throw failure }
    return found.sorted { $0.score > $1.score }.prefix(request.count).map(\.text)
  }

  /// Cuts a text to its grain; a line that its length has cut ends with a word.
  private static func shown(
    _ text: String, isEnded: Bool, _ request: ContinuationRequest
  ) -> String {
    let characters = Array(text)
    if request.constraint == nil || request.isWhole {
      if let end = request.grain.end(in: characters) { return String(characters[..<end]) }
      guard request.grain == .line, !isEnded,
        let space = characters.lastIndex(where: { $0 == " " })
      else { return text }
      return String(characters[..<space])
    }
    // The white space that shows that a word or a line has ended.
    let end = characters.lastIndex { !$0.isWhitespace }
    return end.map { String(characters[...$0]) } ?? ""
  }
}
