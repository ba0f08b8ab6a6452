/// A sink that collects pieces as tokens.
protocol TokenSink: PieceSink {
  var tokens: [Token] { get set }
}

extension TokenSink {
  /// Returns the tokens and gives up ownership, which avoids a copy.
  mutating func takeTokens() -> [Token] {
    var taken: [Token] = []
    swap(&taken, &tokens)
    return taken
  }
}
