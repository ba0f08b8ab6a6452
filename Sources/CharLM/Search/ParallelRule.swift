public import CharForms
internal import CharNetwork
public import CharText
internal import Foundation
internal import Synchronization

/// A constraint whose parallel lines are rated: each character of a second line costs more the less it answers its
/// partner in the first.
///
/// Where the classes of ``ParallelCouplets`` say nothing, the likeness of two characters is (1 + c) / 2, with c the cosine
/// of their vectors in the embedding of the model.
public struct ParallelRule: SearchRule {
  /// A state of the constraint, and the tokens so far.
  public struct State: Hashable, Sendable {
    fileprivate var rules: ConstraintRule.State
    fileprivate var tokens: [Token] = []
  }

  /// For a partner what each token costs.
  private final class Cache: Sendable {
    let costs = Mutex<[Token: [Float]]>([:])
  }

  /// The number of partners whose costs are kept.
  private static let mostKept = 500

  private let rules: ConstraintRule
  private let couplets: ParallelCouplets
  private let weight: Float
  /// The character of each token; nil if it is not one.
  private let scalars: [Unicode.Scalar?]
  /// `[V, E]`, each row of length 1; empty if the model has none.
  private let vectors: [Float]
  private let cache = Cache()

  /// Makes a rule.
  ///
  /// - Parameters:
  ///   - rules: the constraint.
  ///   - couplets: the parallel lines of its form.
  ///   - weight: the cost in nats of a character that does not answer its partner at all; 0 or more.
  ///   - model: the model that writes.
  public init(
    _ rules: ConstraintRule, _ couplets: ParallelCouplets, weight: Double,
    _ model: some AutoregressiveModel
  ) {
    (self.rules, self.couplets, self.weight) = (rules, couplets, Float(weight))
    let vocabulary = model.tokenizer.vocabulary
    scalars = (0..<vocabulary.count).map { token in
      guard case .piece(let bytes)? = vocabulary.entry(of: Token(token)) else { return nil }
      let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
      return scalars.count == 1 ? scalars.first : nil
    }
    vectors = (model as? LanguageModel).map(Self.vectors) ?? []
  }

  /// The embedding of a model, with rows of length 1.
  private static func vectors(of model: LanguageModel) -> [Float] {
    let layout = model.network.layout
    guard let slot = layout["embedding.weight"] ?? layout["output.weight"] else { return [] }
    var vectors = Array(model.parameters[slot])
    let width = slot.shape[1]
    for start in stride(from: 0, to: vectors.count, by: width) {
      let norm = vectors[start..<start + width].reduce(0) { $0 + $1 * $1 }.squareRoot()
      for index in start..<start + width where norm > 0 { vectors[index] /= norm }
    }
    return vectors
  }

  /// The state before the first token.
  public var initialState: State { State(rules: rules.initialState) }

  /// Lists the tokens that the constraint allows, with the costs of those that have a partner.
  ///
  /// - Parameters:
  ///   - state: where the text stands.
  ///   - remaining: the number of tokens that may still be written.
  ///   - moves: receives the tokens.
  public func addMoves(from state: State, remaining: Int, to moves: inout SearchMoves) {
    rules.addMoves(from: state.rules, remaining: remaining, to: &moves)
    guard let partner = couplets.partner(of: state.tokens.count) else { return }
    let costs = costs(of: state.tokens[partner.place])
    let line = state.tokens[partner.line]
    moves.addScores { token in
      Double(line.contains(token) ? -weight : costs[Int(token)])
    }
  }

  /// Returns the state after a token.
  ///
  /// - Parameters:
  ///   - token: one of the tokens that were listed.
  ///   - tag: not used.
  ///   - state: the state before it.
  /// - Returns: the state after it.
  public func state(after token: Token, tag: Int, in state: State) -> State {
    State(
      rules: rules.state(after: token, tag: tag, in: state.rules), tokens: state.tokens + [token])
  }

  /// Returns how the text may end, which is as the constraint says.
  ///
  /// - Parameter state: where the text stands.
  /// - Returns: the ending.
  public func ending(in state: State) -> SearchEnding { rules.ending(in: state.rules) }

  /// What each token scores beside a partner, at most 0.
  private func costs(of partner: Token) -> [Float] {
    if let known = cache.costs.withLock({ $0[partner] }) { return known }
    let width = vectors.count / scalars.count
    let own = Int(partner) * width
    let costs = scalars.indices.map { token -> Float in
      guard let scalar = scalars[token], let other = scalars[Int(partner)] else { return 0 }
      if let likeness = ParallelCouplets.likeness(scalar, other) {
        return weight * (Float(likeness) - 1)
      }
      var cosine: Float = 0
      for index in 0..<width { cosine += vectors[own + index] * vectors[token * width + index] }
      // Rounding may make it more than 1.
      return weight * (min(1, (1 + cosine) / 2) - 1)
    }
    cache.costs.withLock {
      if $0.count >= Self.mostKept { $0.removeAll() }
      $0[partner] = costs
    }
    return costs
  }
}
