public import CharSettings

extension CharacterBias: SettingValue {
  package static var kind: String { "a character, a colon and a number, such as e:+2.5 or e:-inf" }
  package var texts: [String] { [rawValue] }

  package init?(texts: [String]) {
    guard texts.count == 1 else { return nil }
    self.init(rawValue: texts[0])
  }
}

extension SamplingOptions: Configurable {
  /// All sampling settings.
  public static let table = SettingTable<Self> {
    Setting(
      "temperature", \.temperature, flag: "temperature", in: .notNegative, scope: .sampling,
      help: "Below 1 safer, above 1 wilder, 0 always the likeliest.",
      note: "The logits are divided by it.")
    Setting(
      "temperature_word_start", \.wordStartTemperature, flag: "temperature-word-start",
      in: .notNegative, usual: "as for other characters", scope: .sampling,
      help: "Temperature of the first character of a word.")
    Setting(
      "temperature_range", \.temperatureRange, flag: "temperature-range", in: .notNegative,
      scope: .sampling,
      help: "Raise the temperature by up to this where many tokens are likely, else lower it.")
    Setting(
      "temperature_exponent", \.temperatureExponent, flag: "temperature-exponent", in: .positive,
      scope: .sampling, help: "Exponent of the normalized entropy for `temperature_range`.")
    Setting(
      "top_k", \.topK, flag: "top-k", in: .oneOrMore, usual: "all", scope: .sampling,
      help: "Draw from the K likeliest tokens.")
    Setting(
      "top_n_sigma", \.topNSigma, flag: "top-n-sigma", in: .notNegative, usual: "all",
      scope: .sampling,
      help: "Draw from tokens whose logit is within N standard deviations of the largest.")
    Setting(
      "top_p", \.topP, flag: "top-p", in: .factor, usual: "all", scope: .sampling,
      help: "Draw from the likeliest tokens that make up this share.")
    Setting(
      "min_p", \.minP, flag: "min-p", in: .part, usual: "all", scope: .sampling,
      help: "Draw from tokens at least this times as likely as the likeliest.")
    Setting(
      "typical_p", \.typicalP, flag: "typical-p", in: .factor, usual: "all",
      scope: .sampling, help: "Draw from the tokens of typical surprisal that make up this share.")
    SettingGroup("xtc", \.xtc)
    SettingGroup("mirostat", \.mirostat)
    Setting(
      "repetition_penalty", \.repetitionPenalty, flag: "repetition-penalty", in: .positive,
      scope: .sampling, help: "Make recent tokens less likely; 1 = not.",
      note: "Positive logits are divided by it, negative ones multiplied.")
    Setting(
      "frequency_penalty", \.frequencyPenalty, flag: "frequency-penalty", in: .finite,
      scope: .sampling, help: "Subtract this for each time that a token is among the recent ones.")
    Setting(
      "presence_penalty", \.presencePenalty, flag: "presence-penalty", in: .finite,
      scope: .sampling, help: "Subtract this once if a token is among the recent ones.")
    Setting(
      "repetition_window", \.repetitionWindow, flag: "repetition-window", in: .notNegative,
      unit: "tokens", scope: .sampling, help: "Tokens that count as recent.",
      note: "Those of the prompt count too.")
    SettingGroup("dry", \.dry)
    Setting(
      "logit_bias", \.logitBias, flag: "logit-bias", unit: "character:number", usual: "none",
      scope: .sampling,
      help: "Add a number to the logit of a character; may be given several times.",
      note: "`e:+2.5` makes e likelier, `e:-inf` forbids it.")
    Setting(
      "samplers", \.order, flag: "samplers", unit: "names with `;` between them", scope: .sampling,
      help: "Order of the samplers; those left out are not applied.")
    Setting(
      "seed", \.seed, flag: "seed", unit: "whole number",
      usual: "a new one, printed on standard error", scope: .sampling,
      help: "The same seed gives the same text.")
  }
}

extension XTCOptions: Configurable {
  /// All settings of the exclusion of top choices.
  public static let table = SettingTable<Self> {
    Setting(
      "probability", \.probability, flag: "xtc-probability", in: .part, scope: .sampling,
      help: "Probability with which a draw excludes the likeliest tokens.")
    Setting(
      "threshold", \.threshold, flag: "xtc-threshold", in: .part, scope: .sampling,
      help: "Exclude tokens at least this probable but the last of them; above 0.5 none.")
  }
}

extension MirostatOptions: Configurable {
  /// All settings of mirostat.
  public static let table = SettingTable<Self> {
    Setting(
      "tau", \.target, flag: "mirostat-tau", in: .positive, usual: "none",
      scope: .sampling, help: "Keep the surprisal near this many bits per token, by mirostat 2.")
    Setting(
      "eta", \.rate, flag: "mirostat-eta", in: .positive, scope: .sampling,
      help: "Learning rate of mirostat.")
  }
}

extension DRYOptions: Configurable {
  /// All settings of the penalty of longer repetitions.
  public static let table = SettingTable<Self> {
    Setting(
      "multiplier", \.multiplier, flag: "dry-multiplier", in: .notNegative, scope: .sampling,
      help: "Penalize tokens that lengthen a repetition, by this at the allowed length; 0 = not.")
    Setting(
      "base", \.base, flag: "dry-base", in: .oneOrMore, scope: .sampling,
      help: "Factor of the penalty for each further repeated token.")
    Setting(
      "allowed_length", \.allowedLength, flag: "dry-allowed-length", in: .count, unit: "tokens",
      scope: .sampling, help: "Repeated tokens from which on there is a penalty.")
    Setting(
      "window", \.window, flag: "dry-window", in: .count, unit: "tokens", scope: .sampling,
      help: "Last tokens that are searched for repetitions.")
    Setting(
      "sequence_breakers", \.breakers, flag: "dry-sequence-breaker", unit: "character",
      unset: "none", usual: "line end, colon, quotation mark, asterisk", scope: .sampling,
      help: "Character that ends a repetition; may be given several times.")
  }
}
