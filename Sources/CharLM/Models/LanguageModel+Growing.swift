internal import CharNetwork
internal import CharNumerics
public import CharText

extension LanguageModel {
  /// Returns this model with a larger vocabulary.
  ///
  /// Old tokens keep their weights, so that the model's predictions over them do not change, once their
  /// probabilities are renormalized. The weights of a new token (its rows of the embedding and of the output
  /// projection, and its output bias) are the mean over the old tokens of its script; those of a byte or a
  /// condition over the tokens of that kind; and where there are none, over all old tokens.
  ///
  /// - Parameter tokenizer: a tokenizer whose vocabulary starts with all tokens of the model's; another one
  ///   traps.
  /// - Returns: the model, without a training record.
  /// - Throws: `NetworkError` if the vocabulary is too large for any network.
  public func grown(for tokenizer: Tokenizer) throws -> LanguageModel {
    let old = self.tokenizer.vocabulary
    precondition(
      tokenizer.vocabulary.isGrown(from: old), "a vocabulary that has not grown from the model's")
    let network = try CharacterNetwork(
      self.network.configuration, vocabularySize: tokenizer.vocabulary.count)
    let sources = MeanSources(old, tokenizer.vocabulary)
    var parameters = Parameters(layout: network.layout)
    for (slot, source) in zip(network.layout.slots, self.network.layout.slots) {
      var values = Array(self.parameters[source])
      // In slots that depend on the vocabulary, it is the first axis.
      if slot.shape != source.shape { sources.appendMeans(to: &values) }
      parameters[slot] = values[...]
    }
    return LanguageModel(tokenizer: tokenizer, network: network, parameters: parameters)
  }
}

/// For each new token, the old tokens whose mean it starts from.
private struct MeanSources {
  /// A kind of tokens.
  private enum Group: Hashable {
    case script(Int)
    case byte, condition

    init?(_ entry: Vocabulary.Entry?) {
      switch entry {
      case .piece(let piece): self = .script(Scripts.shared.index(ofPiece: piece))
      case .byte: self = .byte
      case .condition: self = .condition
      case nil: return nil
      }
    }
  }

  private let oldCount: Int
  private var members: [Group: [Int]] = [:]
  private let all: [Int]
  /// The groups of the new tokens.
  private let added: [Group]

  init(_ old: Vocabulary, _ new: Vocabulary) {
    oldCount = old.count
    all = Array(Int(Vocabulary.firstPiece)..<old.count)
    for token in all {
      if let group = Group(old.entry(of: Token(token))) {
        members[group, default: []].append(token)
      }
    }
    added = (old.count..<new.count).compactMap { Group(new.entry(of: Token($0))) }
  }

  /// Appends the rows of the new tokens to those of the old ones.
  func appendMeans(to values: inout [Float]) {
    let width = values.count / oldCount
    var means: [Group: [Float]] = [:]
    for group in added {
      let mean = means[group] ?? mean(of: members[group] ?? all, values, width)
      means[group] = mean
      values += mean
    }
  }

  private func mean(of tokens: [Int], _ values: [Float], _ width: Int) -> [Float] {
    (0..<width).map { column in
      let sum = tokens.reduce(0.0) { $0 + Double(values[$1 * width + column]) }
      return Float(sum / Double(max(1, tokens.count)))
    }
  }
}
