internal import CharNetwork
internal import CharNumerics
public import CharText

/// Prefers likely tokens after which the network is in a state unlike those before, so that a text neither wanders nor
/// repeats itself: contrastive search (Su et al. 2022, https://arxiv.org/abs/2202.06417).
///
/// Of the k likeliest tokens, each is scored by (1 − α) · p − α · s: its probability p, and the largest cosine s between
/// the hidden state after it and those of the text so far. At temperature 0 the token with the best score is next:
///
///     var options = GenerationOptions()
///     options.sampling.temperature = 0
///     let text = try model.generate("The tide", options, processors: [ContrastiveSearch(model)])
///
/// The network reads each of the k tokens, so a step takes about k + 1 times as long.
public struct ContrastiveSearch: LogitsProcessor {
  /// A token that may be next.
  private struct Candidate: Sendable {
    let token: Token
    /// The state after it.
    let state: NetworkState
    /// The hidden state after it, of length 1.
    let vector: [Float]
  }

  private let engine: InferenceEngine
  private let penalty: Double
  private var truncation: TopK
  /// The state after the tokens that are read.
  private var state: NetworkState
  private var unread: [Token] = []
  /// Hidden states of the text, each of length 1.
  private var past: [[Float]] = []
  private var candidates: [Candidate] = []
  private var probabilities: [Double] = []

  /// Makes a processor.
  ///
  /// - Parameters:
  ///   - model: the model that writes the text.
  ///   - penalty: α, from 0 (the likeliest token) to 1.
  ///   - candidates: k, at least 1.
  ///   - condition: the condition of the text, if the model has conditions.
  public init(
    _ model: LanguageModel, penalty: Double = 0.6, candidates: Int = 4, condition: Token? = nil
  ) {
    precondition((0...1).contains(penalty), "a penalty of \(penalty)")
    precondition(candidates > 0, "\(candidates) candidates")
    (engine, self.penalty, truncation) = (model.engine, penalty, TopK(candidates))
    state = model.initialState()
    _ = engine.hiddenStates(
      [Vocabulary.documentBoundary] + (condition.map { [$0] } ?? []), from: &state)
  }

  /// 0: it remembers what it needs of the tokens that it accepts.
  public var lookback: Int { 0 }

  /// Replaces the logits of the likeliest tokens by their scores; forbids all others.
  ///
  /// - Parameters:
  ///   - logits: one per token of the vocabulary.
  ///   - tokens: the tokens so far.
  public mutating func process(_ logits: inout [Float], after tokens: [Token]) {
    readText()
    Softmax.probabilities(logits, into: &probabilities)
    truncation.process(&logits, after: tokens)
    let likeliest = logits.indices.filter { logits[$0] > -.infinity }
    candidates = likeliest.filter { $0 != Vocabulary.documentBoundary }.map { token in
      var next = state
      let vectors = engine.hiddenStates([Token(token)], from: &next)
      return Candidate(token: Token(token), state: next, vector: Self.normalized(vectors.values))
    }
    var similarities = 0.0
    for candidate in candidates {
      let similarity = past.map { Self.dot($0, candidate.vector) }.max() ?? 0
      similarities += similarity
      logits[Int(candidate.token)] = score(of: candidate.token, similarity)
    }
    // The end of the document leads to no state: it is as similar as the other tokens are on average.
    let boundary = Vocabulary.documentBoundary
    if logits[Int(boundary)] > -.infinity {
      logits[Int(boundary)] = score(
        of: boundary, similarities / Double(max(1, candidates.count)))
    }
  }

  private func score(of token: Token, _ similarity: Double) -> Float {
    Float((1 - penalty) * probabilities[Int(token)] - penalty * similarity)
  }

  /// Appends a token to the text.
  ///
  /// - Parameter token: a token of the prompt, or one that was drawn.
  public mutating func accept(_ token: Token) {
    if let chosen = candidates.first(where: { $0.token == token }) {
      state = chosen.state
      past.append(chosen.vector)
    } else {
      unread.append(token)
    }
    candidates.removeAll(keepingCapacity: true)
  }

  /// Reads tokens that were not among the candidates, such as a prompt.
  private mutating func readText() {
    guard !unread.isEmpty else { return }
    let vectors = engine.hiddenStates(unread[...], from: &state)
    let width = vectors.values.count / unread.count
    for row in unread.indices {
      past.append(Self.normalized(Array(vectors.values[row * width..<(row + 1) * width])))
    }
    unread.removeAll(keepingCapacity: true)
  }

  private static func dot(_ a: [Float], _ b: [Float]) -> Double {
    Double(zip(a, b).reduce(Float(0)) { $0 + $1.0 * $1.1 })
  }

  /// The vector divided by its length; a vector of zeros stays.
  private static func normalized(_ vector: [Float]) -> [Float] {
    let length = dot(vector, vector).squareRoot()
    return length > 0 ? vector.map { Float(Double($0) / length) } : vector
  }
}
