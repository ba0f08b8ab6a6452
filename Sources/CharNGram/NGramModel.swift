public import CharText
internal import Foundation

/// A language model that counts: interpolated modified Kneser-Ney smoothing
/// ([Chen and Goodman 1999](https://doi.org/10.1006/csla.1999.0128)), the strongest of the classical
/// n-gram models. What a network has to beat.
///
///     let model = NGramModel(corpus.tokens, order: 6, vocabularySize: tokenizer.vocabulary.count)
///     let nats = -model.logProbabilities(heldOut).reduce(0, +)
///
/// A token is predicted from the up to n − 1 before it in its document, the boundary included, and a
/// boundary from the end of the document that it follows: what `LanguageModel` predicts from, so that the
/// figures of both can be compared. The longest grams count as often as they occur; shorter ones count
/// the different tokens that they follow, and those that start a document count as often as they occur
/// ([Heafield et al. 2013](https://aclanthology.org/P13-2121/), section 3.1). Below the single tokens
/// stand equal probabilities for the whole vocabulary, so that nothing is impossible. Where the three
/// discounts of a length cannot be estimated, since no gram counts once, twice, three or four times, they
/// are 0.5, 0.75 and 0.75.
public struct NGramModel: Sendable {
  /// n: the token that is predicted and those before it that it is predicted from.
  public let order: Int
  /// V.
  public let vocabularySize: Int

  private let levels: [GramLevel]
  private let smoothed: [SmoothedLevel]

  /// A place in a text, from which the next token is predicted.
  public struct Context: Sendable, Equatable {
    /// For each length from 0 the gram that the text ends with, -1 where it was never seen.
    fileprivate var grams: [Int32]
  }

  /// A model of what was counted.
  ///
  /// - Parameters:
  ///   - counts: the grams.
  ///   - order: n, at most that of the counts; nil = theirs.
  public init(_ counts: NGramCounts, order: Int? = nil) {
    let order = order ?? counts.order
    precondition(
      (1...counts.order).contains(order), "order \(order) of grams up to \(counts.order)")
    self.order = order
    vocabularySize = counts.vocabularySize
    levels = Array(counts.levels.prefix(order))
    smoothed = levels.enumerated().map { [levels] index, level in
      SmoothedLevel(
        level, index == order - 1 ? level.occurrences : level.continuations,
        contexts: index == 0 ? 1 : levels[index - 1].count)
    }
  }

  /// A model of a text.
  ///
  /// - Parameters:
  ///   - tokens: each document after its boundary.
  ///   - order: n, 1 to 32.
  ///   - vocabularySize: V; tokens are below it, or this traps.
  public init(_ tokens: some Sequence<Token>, order: Int, vocabularySize: Int) {
    var counts = NGramCounts(order: order, vocabularySize: vocabularySize)
    counts.add(tokens)
    self.init(counts)
  }

  /// The place where nothing was read; a text goes on from it in the middle of a document.
  public var start: Context { Context(grams: [0] + Array(repeating: -1, count: order - 1)) }

  /// Reads a token, and says how likely it was.
  ///
  /// - Parameters:
  ///   - token: below the vocabulary's size, or this traps.
  ///   - context: goes from before it to after it.
  /// - Returns: ln p, in nats; finite.
  @discardableResult
  public func read(_ token: Token, _ context: inout Context) -> Double {
    checks(token)
    var probability = 1 / Double(vocabularySize)
    var before = context.grams[0]
    for length in 1...order {
      let next = length < order ? context.grams[length] : -1
      var gram: Int32 = -1
      if before >= 0 {
        gram = levels[length - 1].find(before, token)
        probability = smoothed[length - 1].probability(gram, after: before, below: probability)
      }
      if length < order { context.grams[length] = gram }
      before = next
    }
    if token == Vocabulary.documentBoundary {
      for length in 2..<max(2, order) { context.grams[length] = -1 }
    }
    return log(probability)
  }

  /// The probabilities of all tokens at a place; they are 1 together.
  ///
  /// - Parameter context: the place.
  /// - Returns: V numbers above 0.
  public func probabilities(after context: Context) -> [Double] {
    (0..<vocabularySize).map { token in
      var context = context
      return exp(read(Token(token), &context))
    }
  }

  /// ln p of every token of a stream after the first, in nats.
  ///
  /// - Parameter tokens: each document after its boundary; a first token that is no boundary is in the
  ///   middle of a document of which nothing else is known.
  /// - Returns: one number less than there are tokens: at i that of token i + 1.
  public func logProbabilities(_ tokens: some Collection<Token>) -> [Double] {
    var context = start
    guard let first = tokens.first else { return [] }
    read(first, &context)
    return tokens.dropFirst().map { read($0, &context) }
  }

  @inline(__always)
  private func checks(_ token: Token) {
    precondition(
      token >= 0 && Int(token) < vocabularySize,
      "token \(token) is not below the vocabulary's size \(vocabularySize)")
  }
}
