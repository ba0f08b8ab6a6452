/// Options of one generated text.
public struct GenerationOptions: Sendable, Equatable {
  /// The condition of the text, for models trained with conditions; nil = the model draws one.
  public var condition: String?
  /// The maximum number of tokens.
  public var length = 400
  /// Stop strings: the text ends before the first one that is generated.
  public var stops: [String] = []
  /// Options of drawing each token.
  public var sampling = SamplingOptions()

  /// Makes options for up to 400 tokens.
  public init() {}

  /// Checks that all options are in range.
  ///
  /// - Throws: `SamplingError` with the first that is not.
  public func validate() throws {
    try validateSampling()
    try sampling.validate()
  }
}
