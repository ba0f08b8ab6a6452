/// What is to be generated, besides how tokens are drawn.
public struct GenerationOptions: Sendable, Equatable {
  /// Tokens at most.
  public var length = 400
  /// Ends before the first of these texts.
  public var stops: [String] = []
  /// How tokens are drawn.
  public var sampling = SamplingOptions()

  /// Up to 400 tokens.
  public init() {}
}
