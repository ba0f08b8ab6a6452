internal import CharIO
internal import CharLM
internal import CharText

/// The `logprobs` of a choice: arrays with an entry for each token.
struct TokenTable: Sendable {
  private let vocabulary: Vocabulary
  private(set) var tokens: [String] = []
  private var logProbabilities: [JSON] = []
  private var alternatives: [JSON] = []
  private(set) var offsets: [Int] = []

  init(_ vocabulary: Vocabulary) { self.vocabulary = vocabulary }

  /// True if there are no entries.
  var isEmpty: Bool { tokens.isEmpty }

  /// Adds a token of which nothing is known, such as the first of a prompt.
  mutating func append(_ token: Token, offset: Int) {
    tokens.append(vocabulary.name(of: token))
    logProbabilities.append(.null)
    alternatives.append(.null)
    offsets.append(offset)
  }

  /// Adds a token. It is one of its alternatives, by the same number.
  mutating func append(_ prediction: TokenPrediction, offset: Int) {
    let name = vocabulary.name(of: prediction.token)
    var keys = prediction.alternatives.map {
      (vocabulary.name(of: $0.token), JSON.finite($0.logProbability))
    }
    if !prediction.alternatives.contains(where: { $0.token == prediction.token }) {
      keys.append((name, .finite(prediction.logProbability)))
    }
    tokens.append(name)
    logProbabilities.append(.finite(prediction.logProbability))
    alternatives.append(.object(keys))
    offsets.append(offset)
  }

  /// Removes tokens from the end that start at or after a place.
  mutating func cut(at end: Int) {
    while let last = offsets.last, last >= end {
      tokens.removeLast()
      logProbabilities.removeLast()
      alternatives.removeLast()
      offsets.removeLast()
    }
  }

  /// Takes the tokens that start before a place.
  mutating func take(before end: Int) -> TokenTable {
    let count = offsets.firstIndex { $0 >= end } ?? offsets.count
    var first = TokenTable(vocabulary)
    (first.tokens, first.offsets) = (Array(tokens.prefix(count)), Array(offsets.prefix(count)))
    first.logProbabilities = Array(logProbabilities.prefix(count))
    first.alternatives = Array(alternatives.prefix(count))
    tokens.removeFirst(count)
    offsets.removeFirst(count)
    logProbabilities.removeFirst(count)
    alternatives.removeFirst(count)
    return first
  }

  /// The member `logprobs`.
  var json: JSON {
    .object([
      ("tokens", .array(tokens.map(JSON.string))), ("token_logprobs", .array(logProbabilities)),
      ("top_logprobs", .array(alternatives)), ("text_offset", .array(offsets.map(JSON.integer))),
    ])
  }
}

extension JSON {
  /// The number that stands for ln 0.
  private static let least = -9999.0

  /// A log-probability, which is always a number.
  static func finite(_ value: Double) -> JSON { .number(value.isFinite ? value : least) }
}
