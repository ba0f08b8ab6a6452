/// Options of a search for the likeliest texts.
public struct SearchOptions: Sendable, Equatable {
  /// Options of the text; the temperature is 1, that of the model, unless it is set.
  public var generation: GenerationOptions
  /// The number of hypotheses that are continued side by side.
  public var beams = 8
  /// The number of texts that are returned, at most as many as there are beams.
  public var count = 1
  /// Texts are ranked by score / length^`lengthPenalty`: 0 = by log-probability, which favors short texts,
  /// 1 = by the mean of a token.
  public var lengthPenalty = 1.0
  /// The number of groups into which the beams are divided; each group avoids the tokens that the groups before
  /// it have chosen at the same step (Vijayakumar et al. 2016, https://arxiv.org/abs/1610.02424).
  public var groups = 1
  /// The loss of a token, in nats, for each earlier group's hypothesis that has chosen it.
  public var diversity = 0.5
  /// Draws texts without replacement instead of searching for the likeliest
  /// (Kool et al. 2019, https://arxiv.org/abs/1903.06059).
  public var isStochastic = false

  /// Makes options for the likeliest text of up to 400 tokens.
  public init() {
    generation = GenerationOptions()
    generation.sampling.temperature = 1
  }

  /// Checks that all options are in range.
  ///
  /// - Throws: `SamplingError` with the first that is not.
  public func validate() throws {
    func check(_ isValid: Bool, _ name: String, _ value: some Any, _ allowed: String) throws {
      if !isValid { throw SamplingError(name: name, value: "\(value)", allowed: allowed) }
    }
    try generation.sampling.validate()
    let temperature = generation.sampling.temperature
    try check(temperature >= 1e-6, "temperature", temperature, "at least 1e-6 in a search")
    try check(generation.length >= 0, "length", generation.length, "0 or more")
    try check((1...Self.mostBeams).contains(beams), "beams", beams, "1 to \(Self.mostBeams)")
    try check((1...beams).contains(count), "count", count, "1 to the number of beams, \(beams)")
    try check(
      groups >= 1 && beams.isMultiple(of: groups), "beam-groups", groups,
      "a number that divides the number of beams, \(beams)")
    try check(groups == 1 || !isStochastic, "beam-groups", groups, "1 with stochastic beams")
    try check(diversity >= 0 && diversity.isFinite, "diversity", diversity, "0 or more")
    try check(
      lengthPenalty >= 0 && lengthPenalty.isFinite, "length-penalty", lengthPenalty, "0 or more")
  }

  /// More hypotheses are refused.
  private static let mostBeams = 1 << 14
}
