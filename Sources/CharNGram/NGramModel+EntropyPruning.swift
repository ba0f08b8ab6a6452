public import CharText
internal import Foundation

extension NGramModel {
  /// Returns a model without the grams whose loss hardly changes its predictions
  /// ([Stolcke 1998](https://arxiv.org/abs/cs/0006025)).
  ///
  /// For each gram the relative entropy between the model and the model without the gram is computed: how much the
  /// loss per token grows, in nats, on a text that the model predicts right and whose contexts are as frequent
  /// as in `text`. Grams that raise the perplexity by less than a share `threshold` are left out, except single
  /// tokens and the beginnings of longer grams that stay. Back-off weights are computed anew, so that the
  /// probabilities of all tokens in a context sum to 1.
  ///
  /// The frequencies are counted, since in a model of Kneser-Ney the probabilities of shorter grams are not those
  /// of contexts ([Chelba et al. 2010](https://www.isca-archive.org/interspeech_2010/chelba10_interspeech.html)).
  ///
  /// - Parameters:
  ///   - threshold: the smallest relative rise of perplexity of a gram that stays, such as 1e-7; at least 0.
  ///   - text: the text whose contexts are counted, each document after its boundary.
  /// - Returns: the model.
  public func pruned(
    relativePerplexity threshold: Double, contexts text: some Sequence<Token>
  ) -> NGramModel {
    precondition(threshold >= 0, "a threshold of \(threshold)")
    let frequencies = contextFrequencies(text)
    let shorter = ShorterContexts(levels)
    var isKept = levels.map { [Bool](repeating: true, count: $0.probabilities.count) }
    for length in stride(from: order - 1, to: 0, by: -1) {
      for context in levels[length - 1].probabilities.indices {
        let choice = ContextWithout(context, length: length, levels, shorter)
        for gram in levels[length - 1].extensions(of: context) {
          let isBeginning =
            length + 1 < order
            && levels[length].extensions(of: gram).contains { isKept[length + 1][$0] }
          guard !isBeginning else { continue }
          let entropy = frequencies[length - 1][context] * choice.relativeEntropy(without: gram)
          isKept[length][gram] = !(expm1(entropy) < threshold)
        }
      }
    }
    return NGramModel(levels: Self.normalized(keep(isKept)), vocabularySize: vocabularySize)
  }

  /// Returns how often each gram is the context of a token, as a share of all tokens, by length from 1.
  private func contextFrequencies(_ text: some Sequence<Token>) -> [[Double]] {
    var counts = levels.dropLast().map { [Double](repeating: 0, count: $0.probabilities.count) }
    var context = start
    var total = 0.0
    for token in text {
      for (index, gram) in context.grams.enumerated() where gram >= 0 {
        counts[index][Int(gram)] += 1
      }
      total += 1
      read(token, &context)
    }
    return counts.map { $0.map { $0 / max(total, 1) } }
  }

  /// Returns the levels with the grams to keep.
  private func keep(_ isKept: [[Bool]]) -> [NGramLevel] {
    levels.indices.map { index in
      let (level, kept) = (levels[index], isKept[index])
      let grams = kept.indices.filter { kept[$0] }
      var starts: [Int32] = []
      if index + 1 < levels.count {
        starts = [0]
        for gram in grams {
          let count = level.extensions(of: gram).count { isKept[index + 1][$0] }
          starts.append(starts[starts.count - 1] + Int32(count))
        }
      }
      return NGramLevel(
        tokens: index == 0 ? [] : grams.map { level.tokens[$0] },
        probabilities: grams.map { level.probabilities[$0] },
        backoffs: level.backoffs.isEmpty ? [] : grams.map { level.backoffs[$0] }, starts: starts)
    }
  }

  /// Returns the levels with back-off weights for which the probabilities after each context sum to 1.
  private static func normalized(_ levels: [NGramLevel]) -> [NGramLevel] {
    var levels = levels
    let shorter = ShorterContexts(levels)
    for length in 1..<max(1, levels.count) {
      // Weights of shorter contexts come first.
      for context in levels[length - 1].probabilities.indices {
        let choice = ContextWithout(context, length: length, levels, shorter)
        levels[length - 1].backoffs[context] = choice.backoff
      }
    }
    return levels
  }
}

/// For each gram, the longest gram that it ends with: the context from which a token is predicted that does not follow
/// the gram.
private struct ShorterContexts {
  /// A gram: its length, 0 for no context, and its position.
  struct Place {
    var length: Int
    var gram: Int

    static let none = Place(length: 0, gram: 0)
  }

  private var places: [[Place]] = []

  init(_ levels: [NGramLevel]) {
    places = [levels[0].probabilities.map { _ in .none }]
    for length in 1..<max(1, levels.count - 1) {
      var next = [Place](
        repeating: .none, count: levels[length].probabilities.count)
      for context in levels[length - 1].probabilities.indices {
        for gram in levels[length - 1].extensions(of: context) {
          next[gram] = place(
            of: levels[length].tokens[gram], after: self[length, context], levels)
        }
      }
      places.append(next)
    }
  }

  /// The longest gram that a gram of a length ends with.
  subscript(length: Int, gram: Int) -> Place { places[length - 1][gram] }

  /// Returns the longest gram of a context, or a part of its end, and a token.
  private func place(of token: Token, after context: Place, _ levels: [NGramLevel]) -> Place {
    var context = context
    while context.length > 0 {
      let found = levels[context.length].find(
        token, in: levels[context.length - 1].extensions(of: context.gram))
      if found >= 0 { return Place(length: context.length + 1, gram: Int(found)) }
      context = self[context.length, context.gram]
    }
    return Place(length: 1, gram: Int(token))
  }

  /// Returns the probability of a token after a context.
  func probability(of token: Token, after context: Place, _ levels: [NGramLevel]) -> Double {
    var (context, scale) = (context, 1.0)
    while context.length > 0 {
      let found = levels[context.length].find(
        token, in: levels[context.length - 1].extensions(of: context.gram))
      if found >= 0 { return scale * levels[context.length].probabilities[Int(found)] }
      scale *= levels[context.length - 1].backoffs[context.gram]
      context = self[context.length, context.gram]
    }
    return scale * levels[0].probabilities[Int(token)]
  }
}

/// The prediction of a context with one gram less.
private struct ContextWithout {
  /// The first of the grams that extend the context.
  private let first: Int
  /// The probability of each gram's token after the context, and after the shorter context.
  private let here, below: [Double]
  /// The probability of all other tokens, here and below.
  private let rest, restBelow: Double

  init(_ context: Int, length: Int, _ levels: [NGramLevel], _ shorter: ShorterContexts) {
    let grams = levels[length - 1].extensions(of: context)
    let place = shorter[length, context]
    first = grams.lowerBound
    here = grams.map { levels[length].probabilities[$0] }
    below = grams.map {
      shorter.probability(of: levels[length].tokens[$0], after: place, levels)
    }
    rest = max(0, 1 - here.reduce(0, +))
    restBelow = max(0, 1 - below.reduce(0, +))
  }

  /// The back-off weight of the context.
  var backoff: Double { restBelow > 0 ? rest / restBelow : here.isEmpty ? 1 : 0 }

  /// Returns how much the loss in the context grows without a gram, in nats per token.
  func relativeEntropy(without gram: Int) -> Double {
    let (p, q) = (here[gram - first], below[gram - first])
    let (mass, massBelow) = (rest + p, restBelow + q)
    guard mass > 0, massBelow > 0, p > 0, q > 0 else { return .infinity }
    let backoff = mass / massBelow
    let moved = p * (log(p) - log(q * backoff))
    return rest > 0 && restBelow > 0 ? moved + rest * log(rest / restBelow / backoff) : moved
  }
}
