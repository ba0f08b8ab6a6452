internal import CharText

/// One text of a decoder: draws tokens from logits, turns them into text, and ends by its own rules.
struct DecodingLane: Sendable {
  /// The decoder's name of the lane.
  var id = LaneID(number: 0)
  /// The condition of the text, once it is known.
  var condition: Token?
  /// The reason for which the text ended; nil while it goes on.
  private(set) var finishReason: FinishReason?

  private let vocabulary: Vocabulary
  private let length: Int
  private let report: TokenReport
  private var index: Int
  private var drawsCondition: Bool
  private var sampler: Sampler
  private var written: WrittenText
  private var text = ""
  private var count = 0
  /// ln of the probability of the tokens under the model.
  private var logProbability = 0.0
  private var normalizer = Normalizer()
  private var failure: PredictionError?

  /// Makes a lane that has read a prompt; with `drawsCondition`, the first token that it draws is a condition.
  init(
    _ options: GenerationOptions, after prompt: [Token], _ tokenizer: Tokenizer,
    drawsCondition: Bool, processors: [any LogitsProcessor], sampleIndex: Int,
    report: TokenReport
  ) throws {
    vocabulary = tokenizer.vocabulary
    try options.validate()
    length = options.length
    self.report = report
    index = sampleIndex
    self.drawsCondition = drawsCondition
    let mask = SpecialTokenMask(vocabulary, drawsCondition: drawsCondition)
    sampler = try Sampler(
      options.sampling, tokenizer, extra: [mask] + processors, stream: Self.stream(sampleIndex))
    written = WrittenText(tokenizer, stops: options.stops.map(tokenizer.normalized))
    for token in prompt { sampler.accept(token) }
  }

  private static func stream(_ sampleIndex: Int) -> UInt64 {
    UInt64(bitPattern: Int64(sampleIndex))
  }

  /// The text so far.
  var output: GeneratedText {
    GeneratedText(
      index: index, text: text, condition: condition.flatMap(name), count: count,
      logProbability: logProbability, finishReason: finishReason, failure: failure)
  }

  private func name(_ condition: Token) -> String? {
    guard case .condition(let name)? = vocabulary.entry(of: condition) else { return nil }
    return name
  }

  /// Checks the logits after the prompt; a text of no tokens needs none.
  func check(_ logits: [Float]) throws(PredictionError) {
    if length > 0 { try Sampler.check(logits) }
  }

  /// Makes this lane, which has drawn nothing yet, another sample after the same prompt.
  mutating func restart(sampleIndex: Int) {
    index = sampleIndex
    sampler.restart(stream: Self.stream(sampleIndex))
  }

  /// A token that a lane has drawn.
  struct Draw {
    var id: LaneID
    /// The token to read before the next draw; nil at the end of the text.
    var token: Token?
    /// New text, which may be empty.
    var text: String
    /// The prediction of the token, where that was asked for.
    var prediction: TokenPrediction?
  }

  /// Draws a token.
  ///
  /// - Parameter logits: one per token of the vocabulary.
  /// - Returns: the token, with the name of this lane: to read a name from a lane in an array would copy the lane.
  mutating func draw(from logits: ArraySlice<Float>) -> Draw {
    var prediction: TokenPrediction?
    let (token, new) = drawToken(from: logits, &prediction)
    text += new
    return Draw(
      id: id, token: finishReason == nil ? token : nil, text: new, prediction: prediction)
  }

  private mutating func drawToken(
    from logits: ArraySlice<Float>, _ prediction: inout TokenPrediction?
  ) -> (Token?, String) {
    guard count < length else { return (nil, finish(.length)) }
    let token: Token
    do { token = try sampler.draw(from: logits) } catch {
      failure = error
      return (nil, finish(.failed))
    }
    if drawsCondition {
      drawsCondition = false
      condition = token
      return (token, "")
    }
    count += 1
    measure(token, logits, &prediction)
    if token == Vocabulary.documentBoundary { return (nil, finish(.end)) }
    var new = append(token)
    if finishReason == nil, sampler.endsText { new += finish(.processor) }
    if finishReason == nil, count == length { new += finish(.length) }
    return (token, new)
  }

  /// Computes what is told of a token.
  private mutating func measure(
    _ token: Token, _ logits: ArraySlice<Float>, _ prediction: inout TokenPrediction?
  ) {
    guard report != .none else { return }
    let value = Double(logits[logits.startIndex + Int(token)]) - normalizer.logSum(logits)
    logProbability += value
    guard case .alternatives(let count) = report else { return }
    prediction = TokenPrediction(
      of: token, logProbability: value, logits, alternatives: count)
  }

  /// Appends a token to the text.
  ///
  /// - Returns: text that can be shown.
  private mutating func append(_ token: Token) -> String {
    let new = written.append(token)
    return written.hasStopped ? new + finish(.stop) : new
  }

  /// Ends the text.
  ///
  /// - Returns: text that was held back.
  private mutating func finish(_ reason: FinishReason) -> String {
    let rest = written.finish()
    finishReason = written.hasStopped ? .stop : reason
    return rest
  }
}
