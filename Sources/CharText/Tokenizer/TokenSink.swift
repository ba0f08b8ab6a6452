/// A sink that writes pieces down as tokens.
protocol TokenSink: PieceSink {
  var tokens: [Token] { get set }
}

extension TokenSink {
  /// Hands over the tokens without leaving a second owner, whose presence would copy them.
  mutating func takeTokens() -> [Token] {
    var taken: [Token] = []
    swap(&taken, &tokens)
    return taken
  }
}
