internal import CharNumerics
public import CharText
internal import Foundation

/// Several models that predict together: a mixture or a product of their probabilities.
///
///     let network = try LanguageModel(contentsOf: "models/network")
///     let ngram = try NGramLanguageModel(contentsOf: "models/ngram")
///     let model = try MixtureModel([
///       MixtureModel.Part(network, weight: 0.7), MixtureModel.Part(ngram, weight: 0.3),
///     ])
///
/// The models may be of any kinds, but read text in the same way and have the same characters; the order of
/// their tokens may differ. The mixture has the tokenizer of the first.
public struct MixtureModel: AutoregressiveModel {
  /// A way to combine probabilities.
  public enum Method: String, CaseIterable, Codable, Sendable {
    /// The weighted sum: p = Σ wᵢ · pᵢ.
    case sum
    /// The weighted product, renormalized: p ∝ Π pᵢ^wᵢ, also called a log-linear model. A negative weight
    /// moves away from what a model predicts.
    case product
  }

  /// A model and its weight.
  public struct Part: Sendable {
    /// The model.
    public var model: any AutoregressiveModel
    /// Its weight.
    public var weight: Double
    /// Its name in errors.
    public var name: String

    /// Creates a part of a mixture.
    ///
    /// - Parameters:
    ///   - model: the model.
    ///   - weight: its weight.
    ///   - name: its name in errors.
    public init(_ model: any AutoregressiveModel, weight: Double, name: String = "model") {
      self.model = model
      self.weight = weight
      self.name = name
    }
  }

  /// The memory of one text: a state of each model.
  public struct State: Sendable {
    var parts: [any Sendable]
  }

  /// The tokenizer of the first model.
  public let tokenizer: Tokenizer
  /// The way in which the models are combined.
  public let method: Method
  /// The models and their weights; those of a sum add up to 1.
  public let parts: [Part]
  let orders: [TokenOrder]

  /// Creates a mixture.
  ///
  /// - Parameters:
  ///   - parts: at least one model. Weights of a sum are positive and are divided by their sum; those of a
  ///     product are any finite numbers.
  ///   - method: the way to combine them.
  /// - Throws: `MixtureError` if a weight is out of range, or if the models read text differently or have
  ///   different characters.
  public init(_ parts: [Part], by method: Method = .sum) throws(MixtureError) {
    guard let first = parts.first else { preconditionFailure("a mixture of no models") }
    tokenizer = first.model.tokenizer
    self.method = method
    let total = method == .sum ? parts.reduce(0) { $0 + $1.weight } : 1
    for part in parts where !(part.weight.isFinite && (method == .product || part.weight > 0)) {
      throw .weight(
        part.weight, allowed: method == .sum ? "a positive number" : "a finite number",
        model: part.name)
    }
    self.parts = parts.map { Part($0.model, weight: $0.weight / total, name: $0.name) }
    var orders: [TokenOrder] = []
    for part in parts {
      orders.append(
        try TokenOrder(of: part.model.tokenizer, in: first.model.tokenizer, model: part.name))
    }
    self.orders = orders
  }

  /// Makes the state before any text.
  ///
  /// - Returns: the state.
  public func initialState() -> State {
    State(parts: parts.map { $0.model.erasedInitialState() })
  }

  /// Reads a token with each model.
  ///
  /// - Parameters:
  ///   - state: the state before the token; becomes the state after it.
  ///   - token: a token of the vocabulary.
  ///   - logits: receives V logits; stays empty if it is empty.
  public func advance(_ state: inout State, with token: Token, logits: inout [Float]) {
    combine(&logits) { part, row in
      parts[part].model.advance(
        erased: &state.parts[part], with: own(token, part), logits: &row)
    }
  }

  /// Reads tokens with each model.
  ///
  /// - Parameters:
  ///   - tokens: at least one token of the vocabulary.
  ///   - state: the state before the first token; becomes the state after the last.
  ///   - logits: receives the logits after the last token; stays empty if it is empty.
  public func read(_ tokens: ArraySlice<Token>, _ state: inout State, logits: inout [Float]) {
    combine(&logits) { part, row in
      parts[part].model.read(
        own(tokens, part), erased: &state.parts[part], logits: &row)
    }
  }

  /// Makes lanes of each model.
  ///
  /// - Returns: no lanes yet.
  public func makeLanes() -> MixtureLanes { MixtureLanes(self) }

  /// Computes ln p of every token after the first of each span, in nats. Models of a sum read all spans, one
  /// model after another; those of a product read token by token.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary.
  ///   - spans: ranges of indices of `tokens`; each span is read from the initial state.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double] {
    guard method == .sum else { return steppedLogProbabilities(tokens, spans: spans) }
    let values = parts.indices.map {
      parts[$0].model.logProbabilities(own(tokens, $0), spans: spans)
    }
    return (0..<max(0, tokens.count - 1)).map { index in
      // An impossible token and one that no span predicts have the same value in each model.
      let top = values.reduce(-Double.infinity) { max($0, $1[index]) }
      guard top.isFinite, values.contains(where: { $0[index] != top }) else { return top }
      return top
        + log(zip(parts, values).reduce(0) { $0 + $1.0.weight * exp($1.1[index] - top) })
    }
  }

  // MARK: Tokens and rows

  /// The token of a model.
  func own(_ token: Token, _ part: Int) -> Token {
    orders[part].tokens.map { $0[Int(token)] } ?? token
  }

  /// The tokens of a model, at the same indices.
  private func own(_ tokens: ArraySlice<Token>, _ part: Int) -> ArraySlice<Token> {
    guard let order = orders[part].tokens else { return tokens }
    var tokens = tokens
    for index in tokens.indices { tokens[index] = order[Int(tokens[index])] }
    return tokens
  }

  /// Computes logits of the mixture from those that `read` writes for each model; none if none are wanted.
  private func combine(_ logits: inout [Float], _ read: (Int, inout [Float]) -> Void) {
    var row: [Float] = []
    guard !logits.isEmpty else {
      for part in parts.indices { read(part, &row) }
      return
    }
    row = [Float](repeating: 0, count: logits.count)
    var sum = MixtureRow(self)
    for part in parts.indices {
      read(part, &row)
      sum.add(row, part)
    }
    sum.write(to: &logits, at: 0)
  }
}
