public import CharText

/// Forbids tokens that would make a run longer than a limit which stands in the training text.
///
/// A run of the prompt that goes on in the text counts too.
public struct CopyLimit: LogitsProcessor {
  private let index: CopyIndex
  private let limit: Int
  /// The last tokens, at most the limit.
  private var recent: [Token] = []
  /// The number of tokens after which a run can be as long as the limit.
  private var untilCheck: Int

  /// Makes a processor for one text.
  ///
  /// - Parameters:
  ///   - index: the training text.
  ///   - limit: the length of the longest run that is allowed, in tokens of the model.
  /// - Throws: ``CopyIndexError`` if the limit is below 1, or the model reads backward.
  public init(_ index: CopyIndex, longest limit: Int) throws(CopyIndexError) {
    guard limit >= 1 else { throw .limit(limit) }
    guard index.tokenizer.configuration.direction == .forward else { throw .backward }
    (self.index, self.limit, untilCheck) = (index, limit, limit)
  }

  /// 0: it remembers what it needs of the tokens that it accepts.
  public var lookback: Int { 0 }

  /// Forbids the tokens that follow the last ones in the training text, if these are as many as the limit.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    guard untilCheck <= 0 else { return }
    // Most of the time not even half of a run is there.
    let half = recent.suffix((limit + 1) / 2)
    guard !index.places(of: half).isEmpty else {
      untilCheck = limit - half.count + 1
      return
    }
    let (start, places) = index.longestSuffix(of: recent[...], atMost: limit)
    let length = recent.endIndex - start
    // The run grows by a token a step at most.
    untilCheck = max(1, limit - length)
    guard length == limit else { return }
    index.forEachSuccessor(ofLength: length, at: places) { logits[Int($0)] = -.infinity }
  }

  /// Takes note of a token.
  ///
  /// - Parameter token: the token.
  public mutating func accept(_ token: Token) {
    if recent.count == limit { recent.removeFirst() }
    recent.append(token)
    untilCheck -= 1
  }
}
