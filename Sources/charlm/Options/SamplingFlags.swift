import ArgumentParser
import CharLM

/// Length, end and drawing of a generated text.
struct SamplingFlags: SettingOptions {
  @Option(name: [.long, .customShort("n")], help: .sampling("length")) var length: Int?
  @Option(help: .sampling("stop")) var stop: [String] = []
  @Option(help: .sampling("seed")) var seed: UInt64?
  @Option(help: .sampling("temperature")) var temperature: Double?
  @Option(help: .sampling("temperature-word-start")) var temperatureWordStart: Double?
  @Option(help: .sampling("temperature-range")) var temperatureRange: Double?
  @Option(help: .sampling("temperature-exponent")) var temperatureExponent: Double?
  @Option(help: .sampling("top-k")) var topK: Int?
  @Option(help: .sampling("top-n-sigma")) var topNSigma: Double?
  @Option(help: .sampling("top-p")) var topP: Double?
  @Option(help: .sampling("min-p")) var minP: Double?
  @Option(help: .sampling("typical-p")) var typicalP: Double?
  @Option(help: .sampling("xtc-probability")) var xtcProbability: Double?
  @Option(help: .sampling("xtc-threshold")) var xtcThreshold: Double?
  @Option(help: .sampling("mirostat-tau")) var mirostatTau: Double?
  @Option(help: .sampling("mirostat-eta")) var mirostatEta: Double?
  @Option(help: .sampling("repetition-penalty")) var repetitionPenalty: Double?
  @Option(help: .sampling("frequency-penalty")) var frequencyPenalty: Double?
  @Option(help: .sampling("presence-penalty")) var presencePenalty: Double?
  @Option(help: .sampling("repetition-window")) var repetitionWindow: Int?
  @Option(help: .sampling("dry-multiplier")) var dryMultiplier: Double?
  @Option(help: .sampling("dry-base")) var dryBase: Double?
  @Option(help: .sampling("dry-allowed-length")) var dryAllowedLength: Int?
  @Option(help: .sampling("dry-window")) var dryWindow: Int?
  @Option(help: .sampling("dry-sequence-breaker")) var drySequenceBreaker: [String] = []
  @Option(help: .sampling("logit-bias"), transform: biasArgument)
  var logitBias: [CharacterBias] = []
  @Option(help: .sampling("samplers"), transform: SamplingOrder.init(parsing:))
  var samplers: SamplingOrder?
}

/// Reads the value of `--logit-bias`.
private func biasArgument(_ text: String) throws -> CharacterBias {
  guard let bias = CharacterBias(rawValue: text) else {
    throw ValidationError("give a character, a colon and a number, such as e:+2.5 or e:-inf")
  }
  return bias
}
