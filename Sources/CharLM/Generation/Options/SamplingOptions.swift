/// Options of drawing the next token.
///
/// ``logitBias`` comes first. The stages of ``order`` follow, and ``mirostat`` is last.
public struct SamplingOptions: Sendable, Equatable {
  /// Divides the logits: values below 1 favor likely tokens; 0 = always the likeliest.
  public var temperature = 0.8
  /// The temperature of the first character of a word, in the direction in which the model reads;
  /// nil = as for others.
  public var wordStartTemperature: Double?
  /// The largest distance from the temperature, up where the entropy is high and down where it is low
  /// (dynamic temperature of llama.cpp); 0 = none.
  public var temperatureRange = 0.0
  /// The exponent of the entropy that moves the temperature, as a share of the largest possible one.
  public var temperatureExponent = 1.0
  /// Keeps the k likeliest tokens; nil = all.
  public var topK: Int?
  /// Keeps tokens whose logit is within this number of standard deviations of the largest
  /// (``TopNSigma``); nil or 0 = all.
  public var topNSigma: Double?
  /// Keeps the smallest set of likeliest tokens whose probabilities sum to this value (``TopP``);
  /// nil = all.
  public var topP: Double?
  /// Keeps tokens whose probability is at least this fraction of the largest (``MinP``); nil = all.
  public var minP: Double?
  /// Keeps the tokens whose surprisal is nearest to the entropy, until their probabilities sum to this
  /// value (``TypicalP``); nil = all.
  public var typicalP: Double?
  /// Exclusion of top choices.
  public var xtc = XTCOptions()
  /// A target of the surprisal.
  public var mirostat = MirostatOptions()
  /// Divides positive and multiplies negative logits of recent tokens (``Penalties``); 1 = no penalty.
  public var repetitionPenalty = 1.0
  /// Subtracted from the logit of a recent token for each time that it occurs; 0 = no penalty.
  public var frequencyPenalty = 0.0
  /// Subtracted from the logit of a recent token once; 0 = no penalty.
  public var presencePenalty = 0.0
  /// The number of tokens that count as recent.
  public var repetitionWindow = 64
  /// The penalty of longer repetitions.
  public var dry = DRYOptions()
  /// Numbers added to the logits of characters, before all else.
  public var logitBias: [CharacterBias] = []
  /// The order of the stages.
  public var order = SamplingOrder.standard
  /// The random seed: the same seed gives the same text.
  public var seed: UInt64 = 0

  /// True if the likeliest token is always taken, so that nothing depends on the seed.
  public var isGreedy: Bool {
    temperature == 0 && (wordStartTemperature ?? 0) == 0 && temperatureRange == 0
      && xtc.probability == 0 && order.stages.contains(.temperature)
  }

  /// Makes options of temperature 0.8 without truncation.
  public init() {}

  /// Checks that all options are in range.
  ///
  /// - Throws: `SamplingError` with the first that is not.
  public func validate() throws {
    try validateSampling()
    if let wrong = logitBias.first(where: { !($0.bias < .infinity) }) {
      throw SamplingError(
        name: "logit-bias", value: wrong.rawValue, allowed: "a finite number or -inf")
    }
  }
}
