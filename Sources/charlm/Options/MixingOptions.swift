public import ArgumentParser
import CharIO
public import CharLM
import CharNumerics
public import CharSettings
import CharTraining

extension MixtureModel.Method: ExpressibleByArgument, SettingValue {}

/// A model to mix with, and its weight: `MODEL:WEIGHT`.
struct MixedModel: ExpressibleByArgument, SettingValue {
  static let kind = "MODEL:WEIGHT"

  var path: String
  let weight: Double

  init?(argument: String) {
    guard let colon = argument.lastIndex(of: ":"), colon > argument.startIndex,
      let weight = Double(argument[argument.index(after: colon)...]), weight.isFinite
    else { return nil }
    path = String(argument[..<colon])
    self.weight = weight
  }

  init?(texts: [String]) {
    guard texts.count == 1 else { return nil }
    self.init(argument: texts[0])
  }

  var texts: [String] { ["\(path):\(weight)"] }
}

/// Models that predict together with the model of a command, and learning from the text.
struct MixingOptions: ParsableArguments {
  @Option(
    help: """
      Mix with another model of the same characters, as MODEL:WEIGHT; the rest of 1 is the weight of \
      the first model. May be given several times.
      """)
  var mix: [MixedModel] = []

  @Option(
    help: .advanced(
      """
      How models are mixed: sum (weighted sum of probabilities) or product (weighted product, \
      renormalized). (default: sum)
      """))
  var mixBy: MixtureModel.Method?

  @Flag(help: "Let the model learn from the text that it reads (dynamic evaluation).")
  var dynamic = false

  @Option(help: .advanced("With --dynamic, the learning rate. (default: \(defaults.rate))"))
  var dynamicRate: Double?

  @Option(
    help: .advanced(
      """
      With --dynamic, tokens that are predicted before they are learned from. (default: \
      \(defaults.window))
      """))
  var dynamicWindow: Int?

  @Option(
    help: .advanced(
      """
      With --dynamic, fraction of the way back to the trained weights after each step. (default: \
      \(defaults.decay))
      """))
  var dynamicDecay: Double?

  @Option(
    help: """
      Let the last N tokens of the text and their contexts predict too (a neural cache); for example \
      \(cacheDefaults.size).
      """)
  var cache: Int?

  @Option(help: "With --cache, the weight of the cache. (default: \(cacheDefaults.weight))")
  var cacheWeight: Double?

  @Option(
    help: """
      With --cache, how much similar contexts count more than others; 0 = all the same. (default: \
      \(cacheDefaults.flatness))
      """)
  var cacheFlatness: Double?

  private static let defaults = AdaptationConfiguration()
  private static let cacheDefaults = CacheConfiguration()

  /// The settings of the cache; nil if there is none.
  private var cacheSettings: CacheConfiguration? {
    cache.map { size in
      var settings = CacheConfiguration()
      settings.size = size
      settings.weight = cacheWeight ?? settings.weight
      settings.flatness = cacheFlatness ?? settings.flatness
      return settings
    }
  }

  private var learning: AdaptationConfiguration {
    var settings = AdaptationConfiguration()
    settings.rate = dynamicRate ?? settings.rate
    settings.window = dynamicWindow ?? settings.window
    settings.decay = dynamicDecay ?? settings.decay
    return settings
  }

  func validate() throws {
    try checkingFlags { try learning.validate() }
    if !dynamic {
      let flags = [
        ("--dynamic-rate", dynamicRate != nil), ("--dynamic-window", dynamicWindow != nil),
        ("--dynamic-decay", dynamicDecay != nil),
      ]
      if let flag = flags.first(where: \.1)?.0 {
        throw ValidationError("\(flag) needs --dynamic.")
      }
    }
    try checkingFlags { try cacheSettings?.validate() }
    if cache == nil {
      let flags = [
        ("--cache-weight", cacheWeight != nil), ("--cache-flatness", cacheFlatness != nil),
      ]
      if let flag = flags.first(where: \.1)?.0 { throw ValidationError("\(flag) needs --cache.") }
    }
    if cache != nil && dynamic {
      // Vectors of earlier weights cannot be compared with those of later ones.
      throw ValidationError("Give --dynamic or --cache, not both.")
    }
    if mix.isEmpty && mixBy != nil { throw ValidationError("--mix-by needs --mix.") }
    let total = mix.reduce(0) { $0 + $1.weight }
    if mixBy != .product, mix.contains(where: { $0.weight <= 0 }) || total >= 1 {
      throw ValidationError(
        "mix: the weights are more than 0, and their sum is less than 1, since the first model has the "
          + "rest")
    }
  }

  /// True if something is asked for.
  var isGiven: Bool { adaptation != nil || !mix.isEmpty }

  /// The name of what makes predictions depend on earlier texts; nil if nothing does.
  var adaptation: String? { dynamic ? "dynamic" : cache == nil ? nil : "cache" }

  /// Loads the models to mix with.
  func others() throws -> [MixtureModel.Part] {
    try mix.map { other in
      MixtureModel.Part(
        try ModelOptions.parse([other.path]).loadPredictor(), weight: other.weight,
        name: other.path)
    }
  }

  /// Loads a model with what these options add to it.
  ///
  /// - Parameters:
  ///   - model: the model of the command.
  ///   - precision: the number format of its products.
  /// - Returns: the model itself, an adaptive model, one with a cache, or a mixture.
  /// - Throws: the errors of loading, and those of ``apply(to:name:adapts:others:)``.
  func load(
    _ model: ModelOptions, _ precision: ReadingPrecisionOption
  ) throws -> any AutoregressiveModel {
    try apply(to: model.loadPredictor(precision: precision.precision), name: model.model)
  }

  /// Returns the model with what these options add to it.
  ///
  /// - Parameters:
  ///   - model: the model of the command.
  ///   - name: its name in errors.
  ///   - adapts: whether it learns from the text, or keeps it in a cache, if that is asked for.
  ///   - others: the models to mix with, if they are loaded already.
  /// - Returns: the model itself, an adaptive model, one with a cache, or a mixture.
  /// - Throws: `FileError`, `MixtureError`, or `ModelAdditions.CannotLearn`.
  func apply(
    to model: any AutoregressiveModel, name: String, adapts: Bool = true,
    others: [MixtureModel.Part]? = nil
  ) throws -> any AutoregressiveModel {
    var additions = ModelAdditions()
    if adapts, dynamic { additions.learning = learning }
    if adapts { additions.cache = cacheSettings }
    additions.others = try others ?? self.others()
    additions.method = mixBy ?? .sum
    return try additions.added(to: model, name: name)
  }

  /// Identifies a model with what these options add to it.
  ///
  /// - Parameters:
  ///   - model: the model that ``apply(to:name:adapts:others:)`` returned.
  ///   - options: the path and the weights of the first model.
  ///   - precision: the given number format.
  /// - Returns: the identity.
  /// - Throws: `FileError`.
  func identity(
    of model: any AutoregressiveModel, _ options: ModelOptions, precision: Precision?
  ) throws -> ModelIdentity {
    try ModelIdentity(
      of: model, in: ([options.model] + mix.map(\.path)).map(ModelName.directory),
      weights: options.last ? .last : .best, precision: precision ?? .auto)
  }

  /// The flags that give these options.
  var flags: [String] {
    GivenFlags.all(of: self).flatMap { flag in
      flag.texts.isEmpty ? ["--\(flag.flag)"] : flag.texts.flatMap { ["--\(flag.flag)", $0] }
    }
  }
}
