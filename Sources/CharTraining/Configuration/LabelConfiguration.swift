public import CharNetwork
public import CharSettings
internal import CharText

/// Settings for training a tagger or classifier, in addition to `TrainingConfiguration`.
public struct LabelConfiguration: Equatable, Sendable {
  /// Label that marks the absence of an entity, excluded from F1; ignored if it does not occur.
  public var outside = Self.defaultOutside
  /// Pooling of a text's states; classifiers only.
  public var pooling: Pooling?

  /// Default outside label.
  public static let defaultOutside = "O"
  /// Default pooling.
  public static let defaultPooling = Pooling.mean

  /// Creates the default configuration of a tagger.
  public init() {}

  /// Returns the configuration with defaults filled in for a data format: pooling applies only to
  /// line-by-line texts.
  func settled(for format: LabeledFormat) -> LabelConfiguration {
    var labels = self
    labels.pooling = format == .lines ? pooling ?? Self.defaultPooling : nil
    return labels
  }

  /// Returns these and the given settings by the flag names of `charlm tag train` and `charlm
  /// classify train`.
  package func flags(_ configuration: TrainingConfiguration) -> [String: String] {
    var flags = configuration.flags
    for name in ["boundary", "line-ends", "strip-bom", "sample-every"] { flags[name] = nil }
    flags["direction"] = configuration.network.isBidirectional ? "both" : "forward"
    return flags.merging(flagValues) { $1 }
  }
}

extension Pooling: SettingValue {}

extension LabelConfiguration: Configurable {
  /// All label settings.
  public static let table = SettingTable<Self> {
    Setting(
      "outside", \.outside, flag: "outside",
      help: "The label that stands for nothing, which F1 leaves out.")
    Setting(
      "pool", \.pooling, flag: "pool", usual: defaultPooling.rawValue,
      help: "What is made of the outputs at all steps of a text.")
  }
}
