internal import CharText

/// Why a generation ended.
public enum GenerationEnding: String, Sendable {
  /// All tokens asked for were generated.
  case length
  /// A stop string came up.
  case stop
  /// The model ended the document.
  case end
  /// A processor ended the text.
  case processor
  /// The next token could not be drawn; the generation's `failure` says why.
  case failed
}

/// A text that is being generated, without the network: draws tokens from logits, turns them into
/// text, and knows when it is over.
struct Continuation: Sendable {
  /// Why it ended; nil while it goes on.
  private(set) var ending: GenerationEnding?
  /// Why a token could not be drawn.
  private(set) var failure: PredictionError?
  /// Tokens drawn so far, without the condition.
  private(set) var count = 0
  /// The condition, once it is drawn.
  private(set) var condition: Token?

  private var sampler: Sampler
  private var decoder: StreamingDecoder
  private var matcher: StopMatcher
  /// Of a model that reads backward: the text so far.
  private var backward: BackwardText?
  private let length: Int
  private var drawsCondition: Bool

  /// With `drawsCondition`, the first token drawn is a condition.
  init(
    _ options: GenerationOptions, after prompt: [Token], _ tokenizer: Tokenizer,
    drawsCondition: Bool, processors: [any LogitsProcessor], stream: UInt64
  ) throws {
    let vocabulary = tokenizer.vocabulary
    // The text that is generated is normalized, so stop strings have to be.
    let stops = options.stops.map(tokenizer.normalized)
    guard options.length >= 0 else {
      throw SamplingError(name: "length", value: "\(options.length)", allowed: "0 or more")
    }
    length = options.length
    self.drawsCondition = drawsCondition
    sampler = try Sampler(
      options.sampling,
      extra: [Placement(vocabulary, drawsCondition: drawsCondition)] + processors, stream: stream)
    decoder = StreamingDecoder(vocabulary)
    matcher = StopMatcher(stops)
    if tokenizer.configuration.direction == .backward {
      backward = BackwardText(vocabulary, stops: stops)
    }
    for token in prompt { sampler.accept(token) }
  }

  /// The continuation of another sample after the same prompt, if nothing has been drawn yet.
  func sample(_ stream: UInt64) -> Continuation {
    var other = self
    other.sampler.restart(stream: stream)
    return other
  }

  /// Draws a token.
  ///
  /// - Parameter logits: what the network says of the next token.
  /// - Returns: the token to read before the next draw, nil at the end; and text that can be shown.
  mutating func draw(from logits: [Float]) -> (token: Token?, text: String) {
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
    if token == Vocabulary.documentBoundary { return (nil, finish(.end)) }
    var text: String
    if backward != nil {
      backward?.append(token)
      text = backward?.hasStopped == true ? finish(.stop) : ""
    } else {
      text = matcher.append(decoder.append(token))
      if matcher.hasStopped { ending = .stop }
    }
    if ending == nil, sampler.endsText { text += finish(.processor) }
    return (ending == nil && count < length ? token : nil, text)
  }

  private mutating func finish(_ ending: GenerationEnding) -> String {
    if let backward {
      self.ending = ending
      return backward.text
    }
    let text = matcher.append(decoder.finish()) + matcher.finish()
    self.ending = matcher.hasStopped ? .stop : ending
    return text
  }
}
