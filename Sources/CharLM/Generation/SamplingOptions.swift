/// Options of drawing the next token.
///
/// They apply in this order, as in llama.cpp: repetition penalty, top-k, typical-p, top-p, min-p,
/// temperature.
public struct SamplingOptions: Sendable, Equatable {
  /// Divides the logits: values below 1 favor likely tokens; 0 = always the likeliest.
  public var temperature = 0.8
  /// Keeps the k likeliest tokens; nil = all.
  public var topK: Int?
  /// Keeps the smallest set of likeliest tokens whose probabilities sum to this value
  /// (Holtzman et al. 2020, https://arxiv.org/abs/1904.09751); nil = all.
  public var topP: Double?
  /// Keeps tokens whose probability is at least this fraction of the largest
  /// (Nguyen et al. 2024, https://arxiv.org/abs/2407.01082); nil = all.
  public var minP: Double?
  /// Keeps the tokens whose surprisal is nearest to the entropy, until their probabilities sum to this value
  /// (Meister et al. 2023, https://arxiv.org/abs/2202.00666); nil = all.
  public var typicalP: Double?
  /// Divides positive and multiplies negative logits of recent tokens
  /// (Keskar et al. 2019, https://arxiv.org/abs/1909.05858); 1 = no penalty.
  public var repetitionPenalty = 1.0
  /// The number of tokens that count as recent.
  public var repetitionWindow = 64
  /// The random seed: the same seed gives the same text.
  public var seed: UInt64 = 0

  /// Makes options of temperature 0.8 without truncation.
  public init() {}

  /// Checks that all options are in range.
  ///
  /// - Throws: `SamplingError` with the first that is not.
  public func validate() throws {
    func check(_ isValid: Bool, _ name: String, _ value: some Any, _ allowed: String) throws {
      if !isValid { throw SamplingError(name: name, value: "\(value)", allowed: allowed) }
    }
    func checkShare(_ value: Double?, _ name: String) throws {
      guard let value else { return }
      try check(value > 0 && value <= 1, name, value, "more than 0, up to 1")
    }
    try check(
      temperature >= 0 && temperature.isFinite, "temperature", temperature, "0 or more")
    try check(topK.map { $0 >= 1 } ?? true, "top-k", topK ?? 0, "1 or more")
    try checkShare(topP, "top-p")
    try checkShare(typicalP, "typical-p")
    if let minP { try check(minP >= 0 && minP <= 1, "min-p", minP, "0 to 1") }
    try check(
      repetitionPenalty > 0 && repetitionPenalty.isFinite, "repetition-penalty", repetitionPenalty,
      "more than 0")
    try check(repetitionWindow >= 0, "repetition-window", repetitionWindow, "0 or more")
  }
}

/// A sampling option out of its range.
public struct SamplingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The name of the option.
  public let name: String
  /// The value that was given.
  public let value: String
  /// The values that are allowed.
  public let allowed: String

  /// A message with the name, the value and the allowed values.
  public var description: String { "\(name): \(value) is out of range; give \(allowed)" }
}
