internal import CharNetwork
internal import CharNumerics
public import CharText
internal import Foundation

/// A language model with a continuous cache of the latest text (Grave et al. 2017,
/// https://arxiv.org/abs/1612.04426).
///
///     let model = try CacheModel(LanguageModel(contentsOf: "models/english"))
///     print(try model.evaluate(corpus).bitsPerCharacter)
///
/// Each token of the text is kept with the vector h that the network had before it, its output below the last
/// projection. The cache predicts the tokens that followed similar vectors: p(w) ∝ Σ exp(θ · h · hᵢ) over the
/// latest N places i whose token is w. The prediction is (1 − λ) times the network's plus λ times the cache's;
/// the network's alone while the cache is empty.
///
/// The cache holds all text, given and generated, also that of earlier documents. It is a part of the state: a
/// copy of a state is a second continuation.
public struct CacheModel: AutoregressiveModel {
  /// The memory of a text.
  public struct State: Sendable {
    fileprivate var network: NetworkState
    fileprivate var memory: CacheMemory
    /// The vector before the next token; empty before any.
    fileprivate var vector: [Float] = []
  }

  /// The trained model.
  public let base: LanguageModel
  /// The settings of the cache.
  public let configuration: CacheConfiguration

  /// The tokenizer of the trained model.
  public var tokenizer: Tokenizer { base.tokenizer }

  /// Creates a model with a cache.
  ///
  /// - Parameters:
  ///   - base: the trained model.
  ///   - configuration: the settings of the cache.
  /// - Throws: `SettingError.outOfRange`.
  public init(
    _ base: LanguageModel, _ configuration: CacheConfiguration = CacheConfiguration()
  ) throws {
    try configuration.validate()
    self.base = base
    self.configuration = configuration
  }

  /// Makes the state before any text, with an empty cache.
  ///
  /// - Returns: the state.
  public func initialState() -> State {
    State(network: base.initialState(), memory: emptyMemory)
  }

  private var emptyMemory: CacheMemory {
    CacheMemory(size: configuration.size, width: base.network.outputWidth)
  }

  /// Reads a token and adds it to the cache.
  ///
  /// - Parameters:
  ///   - state: the state before the token; becomes the state after it.
  ///   - token: a token of the vocabulary.
  ///   - logits: receives V logits; stays empty if it is empty.
  public func advance(_ state: inout State, with token: Token, logits: inout [Float]) {
    remember(token, &state)
    let row = base.engine.reading(token, &state.network, wantsLogits: !logits.isEmpty)
    state.vector = row.vector
    if !logits.isEmpty { mix(row.logits, state, into: &logits) }
  }

  /// Reads tokens and adds them to the cache.
  ///
  /// - Parameters:
  ///   - tokens: at least one token of the vocabulary.
  ///   - state: the state before the first token; becomes the state after the last.
  ///   - logits: receives the logits after the last token; stays empty if it is empty.
  public func read(_ tokens: ArraySlice<Token>, _ state: inout State, logits: inout [Float]) {
    let first = tokens.dropLast()
    if let token = first.first {
      remember(token, &state)
      let vectors = base.engine.hiddenStates(first, from: &state.network).values
      let last = vectors.count - width
      // The last vector waits for the token after it.
      state.memory.append(vectors[..<last], before: first.dropFirst())
      state.vector = Array(vectors[last...])
    }
    advance(&state, with: tokens[tokens.endIndex - 1], logits: &logits)
  }

  /// Computes ln p of every token after the first of each span, in nats. The cache holds the text of all spans
  /// before; the recurrent state starts anew in each.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary.
  ///   - spans: ranges of indices of `tokens`.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double] {
    var result = [Double](repeating: 0, count: max(0, tokens.count - 1))
    var memory = emptyMemory
    for span in spans where span.count > 1 {
      var network = base.initialState()
      var position = span.lowerBound
      while position < span.upperBound - 1 {
        let end = min(position + Self.part, span.upperBound - 1)
        let reading = base.engine.readings(tokens[position..<end + 1], &network)
        let targets = tokens[position + 1..<end + 1]
        let start = memory.count
        memory.append(reading.vectors, before: targets)
        result.replaceSubrange(
          position - tokens.startIndex..<end - tokens.startIndex,
          with: mix(reading, targets, memory, from: start))
        memory.trim()
        position = end
      }
    }
    return result
  }

  /// Tokens that are read at once.
  private static let part = 1024

  private var width: Int { base.network.outputWidth }

  // MARK: - The cache

  /// Adds the next token of a text, if there is a vector before it.
  private func remember(_ token: Token, _ state: inout State) {
    guard !state.vector.isEmpty else { return }
    state.memory.append(state.vector, before: [token])
    state.vector = []
    state.memory.trim()
  }

  /// Mixes the probabilities of the network and of the cache into logits.
  private func mix(_ network: [Float], _ state: State, into logits: inout [Float]) {
    guard !state.memory.isEmpty else {
      logits = network
      return
    }
    let share = 1 / Softmax.terms(network, temperature: 1, into: &logits)
    var values = logits.map { (1 - configuration.weight) * share * Double($0) }
    state.memory.weights(
      of: state.vector[...], before: state.memory.count, flatness: configuration.flatness
    ) { tokens, weights in
      for (token, weight) in zip(tokens, weights) {
        values[Int(token)] += configuration.weight * Double(weight)
      }
    }
    for token in values.indices {
      logits[token] = log(Float(max(values[token], Double(Float.leastNormalMagnitude))))
    }
  }

  /// Mixes the probabilities of tokens that have been read.
  ///
  /// - Parameters:
  ///   - reading: the network's log-probabilities of the tokens, and the vectors before them.
  ///   - tokens: the tokens.
  ///   - memory: the cache, with these tokens at its end.
  ///   - start: number of contexts in the cache before them.
  /// - Returns: the log-probabilities.
  private func mix(
    _ reading: (logProbabilities: [Double], vectors: [Float]), _ tokens: ArraySlice<Token>,
    _ memory: CacheMemory, from start: Int
  ) -> [Double] {
    let (count, width, first) = (tokens.count, width, tokens.startIndex)
    let size = 32
    let parts = Crew.of(threads: base.engine.threads).map(
      (count + size - 1) / size, threads: base.engine.threads
    ) { part in
      (part * size..<min((part + 1) * size, count)).map { index in
        let value = reading.logProbabilities[index]
        guard start + index > 0 else { return value }
        var share = 0.0
        memory.weights(
          of: reading.vectors[index * width..<(index + 1) * width], before: start + index,
          flatness: configuration.flatness
        ) { others, weights in
          let token = tokens[first + index]
          for (other, weight) in zip(others, weights) where other == token {
            share += Double(weight)
          }
        }
        return log((1 - configuration.weight) * exp(value) + configuration.weight * share)
      }
    }
    return parts.flatMap(\.self)
  }
}
