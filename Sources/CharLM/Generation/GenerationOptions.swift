/// What is to be generated, besides how tokens are drawn.
public struct GenerationOptions: Sendable, Equatable {
  /// What the text is under, of a model that was trained with conditions; nil = the model draws it.
  public var condition: String?
  /// Tokens at most.
  public var length = 400
  /// Ends before the first of these texts.
  public var stops: [String] = []
  /// How tokens are drawn.
  public var sampling = SamplingOptions()

  /// Up to 400 tokens.
  public init() {}
}
