public import CharText
internal import Foundation

/// A classical n-gram model: tables of probabilities and back-off weights.
///
///     let model = NGramModel(corpus.tokens, order: 6, vocabularySize: tokenizer.vocabulary.count)
///     let nats = -model.logProbabilities(heldOut).reduce(0, +)
///
/// Models of counts use interpolated modified Kneser-Ney smoothing
/// ([Chen and Goodman 1999](https://doi.org/10.1006/csla.1999.0128)), the strongest of the classical methods
/// and the baseline for a neural model. The longest grams count their occurrences; shorter ones count the
/// distinct tokens that precede them, and those at the start of a document count their occurrences
/// ([Heafield et al. 2013](https://aclanthology.org/P13-2121/), section 3.1). Single tokens are interpolated
/// with a uniform distribution over the vocabulary, so that nothing is impossible. Where the three discounts
/// of a length cannot be estimated because no gram counts one, two, three or four, they are 0.5, 0.75 and
/// 0.75. Rare grams can be left out by ``NGramPruning``, grams of little
/// use by ``pruned(relativePerplexity:contexts:)``, and numbers rounded by ``quantized(bits:)``. Models of
/// other programs are read from ARPA files.
///
/// A token is predicted from up to n − 1 preceding tokens of its document, including the document boundary;
/// a boundary is predicted from the end of the preceding document. A neural language model predicts from the
/// same tokens, so that the losses of both can be compared.
public struct NGramModel: Sendable {
  /// n: the predicted token and the n − 1 before it.
  public let order: Int
  /// V.
  public let vocabularySize: Int
  /// The bits of probabilities and back-off weights in a file; nil if they are not rounded.
  public let bits: Int?
  /// The grams by length, from 1.
  package let levels: [NGramLevel]
  /// ln of the probability of each single token, for predictions of all tokens.
  private let singleLogs: [Double]

  /// A position in a text, from which the next token is predicted.
  public struct Context: Sendable, Equatable {
    /// For each length from 1 to n − 1, the gram that the text ends with; -1 if the model has no such gram.
    var grams: [Int32]
  }

  /// Creates a model from levels that fit together.
  ///
  /// - Parameters:
  ///   - levels: the grams by length, from 1.
  ///   - vocabularySize: V.
  ///   - bits: the bits to which numbers are rounded; nil = not rounded.
  package init(levels: [NGramLevel], vocabularySize: Int, bits: Int? = nil) {
    order = levels.count
    self.bits = bits
    self.vocabularySize = vocabularySize
    self.levels = levels
    singleLogs = levels[0].probabilities.map(Self.logarithm)
  }

  /// Creates a model from counts.
  ///
  /// - Parameters:
  ///   - counts: the grams.
  ///   - order: n, at most that of the counts; nil = that of the counts.
  ///   - pruning: the grams to leave out.
  public init(_ counts: NGramCounts, order: Int? = nil, pruning: NGramPruning = .none) {
    let order = order ?? counts.order
    precondition(
      (1...counts.order).contains(order), "order \(order) of grams up to \(counts.order)")
    self.init(
      levels: KneserNey(counts, order: order, pruning: pruning).levels,
      vocabularySize: counts.vocabularySize)
  }

  /// Creates a model from a text.
  ///
  /// - Parameters:
  ///   - tokens: the text, each document after its boundary.
  ///   - order: n, 1 to 32.
  ///   - vocabularySize: V; a token that is not below it traps.
  public init(_ tokens: some Sequence<Token>, order: Int, vocabularySize: Int) {
    self.init(NGramCounts(tokens, order: order, vocabularySize: vocabularySize))
  }

  /// The number of grams of each length, from 1.
  public var gramCounts: [Int] { levels.map(\.probabilities.count) }

  /// The context before any text; text that continues from it is in the middle of a document.
  public var start: Context { Context(grams: [Int32](repeating: -1, count: order - 1)) }

  /// Reads a token and returns its log-probability.
  ///
  /// - Parameters:
  ///   - token: a token; one that is not below the vocabulary's size traps.
  ///   - context: moves from before the token to after it.
  /// - Returns: ln p, in nats; finite.
  @discardableResult
  public func read(_ token: Token, _ context: inout Context) -> Double {
    precondition(
      token >= 0 && Int(token) < vocabularySize,
      "token \(token) is not below the vocabulary's size \(vocabularySize)")
    var probability = levels[0].probabilities[Int(token)]
    var gram = token
    for length in 1..<order {
      let before = context.grams[length - 1]
      context.grams[length - 1] = gram
      gram = -1
      guard before >= 0 else { continue }
      gram = levels[length].find(token, in: levels[length - 1].extensions(of: Int(before)))
      probability =
        gram >= 0
        ? levels[length].probabilities[Int(gram)]
        : levels[length - 1].backoffs[Int(before)] * probability
    }
    if token == Vocabulary.documentBoundary {
      for index in context.grams.indices.dropFirst() { context.grams[index] = -1 }
    }
    return Self.logarithm(probability)
  }

  /// Returns the probabilities of all tokens in a context; they sum to 1.
  ///
  /// - Parameter context: the position.
  /// - Returns: V positive numbers.
  public func probabilities(after context: Context) -> [Double] {
    var values = [Double](repeating: 0, count: vocabularySize)
    let singles = levels[0].probabilities
    predict(after: context, into: &values, { $0 }) { scale in { scale * singles[$0] } }
    return values
  }

  /// Writes the log-probabilities of all tokens in a context, in nats.
  ///
  /// - Parameters:
  ///   - context: the position.
  ///   - values: receives V finite numbers.
  public func logProbabilities(after context: Context, into values: inout [Float]) {
    predict(after: context, into: &values, { Float(Self.logarithm($0)) }) { scale in
      // Most tokens are predicted from nothing; a sum of logarithms is much faster than the logarithm of a product.
      let logScale = Self.logarithm(scale)
      return { Float(logScale + singleLogs[$0]) }
    }
  }

  /// Walks the grams after a context, longest first, so that each token gets its value from the longest gram
  /// that ends with it.
  ///
  /// - Parameters:
  ///   - context: the position.
  ///   - values: receives a value for each token.
  ///   - value: the value of a probability.
  ///   - single: for a product of back-off weights, the value of its product with the probability of a single token.
  @inline(__always)
  private func predict<Value: BinaryFloatingPoint>(
    after context: Context, into values: inout [Value], _ value: (Double) -> Value,
    single: (Double) -> (Int) -> Value
  ) {
    precondition(values.count == vocabularySize, "\(values.count) of \(vocabularySize) values")
    for token in values.indices { values[token] = .infinity }
    var scale = 1.0
    for length in stride(from: order - 1, to: 0, by: -1) {
      let before = Int(context.grams[length - 1])
      guard before >= 0 else { continue }
      let level = levels[length]
      for gram in levels[length - 1].extensions(of: before) {
        let token = Int(level.tokens[gram])
        if values[token] == .infinity { values[token] = value(scale * level.probabilities[gram]) }
      }
      scale *= levels[length - 1].backoffs[before]
    }
    let single = single(scale)
    for token in values.indices where values[token] == .infinity { values[token] = single(token) }
  }

  /// Returns ln p of every token of a stream after the first, in nats.
  ///
  /// - Parameter tokens: the stream, each document after its boundary; a first token that is not a boundary
  ///   is in the middle of a document whose beginning is unknown.
  /// - Returns: one number less than there are tokens: at index i the value of token i + 1.
  public func logProbabilities(_ tokens: some Collection<Token>) -> [Double] {
    var context = start
    guard let first = tokens.first else { return [] }
    read(first, &context)
    return tokens.dropFirst().map { read($0, &context) }
  }

  /// ln p; finite where many small back-off weights leave nothing.
  @inline(__always)
  private static func logarithm(_ probability: Double) -> Double {
    log(max(probability, .leastNormalMagnitude))
  }
}
