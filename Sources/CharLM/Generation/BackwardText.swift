internal import CharText

/// A text that is generated from its last character to its first.
struct BackwardText: Sendable {
  private let vocabulary: Vocabulary
  private let stops: [String]
  /// Tokens in the order in which they were drawn.
  private var tokens: [Token] = []
  /// The text after the stop string, once one was generated.
  private var stopped: String?

  init(_ vocabulary: Vocabulary, stops: [String]) {
    self.vocabulary = vocabulary
    self.stops = stops.filter { !$0.isEmpty }
  }

  /// True if the text starts with a stop string.
  var hasStopped: Bool { stopped != nil }

  /// The text in reading order, without a stop string at its start.
  var text: String { stopped ?? decoded }

  private var decoded: String {
    var decoder = StreamingDecoder(vocabulary)
    return tokens.reversed().map { decoder.append($0) }.joined() + decoder.finish()
  }

  mutating func append(_ token: Token) {
    tokens.append(token)
    guard !stops.isEmpty else { return }
    let bytes = Array(decoded.utf8)
    if let stop = stops.first(where: { bytes.starts(with: $0.utf8) }) {
      stopped = String(decoding: bytes.dropFirst(stop.utf8.count), as: UTF8.self)
    }
  }
}
