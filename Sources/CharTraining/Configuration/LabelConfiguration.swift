public import CharNetwork
public import CharSettings
internal import CharText

/// What a training run of a tagger or classifier needs besides a `TrainingConfiguration`.
public struct LabelConfiguration: Equatable, Sendable {
  /// The label that stands for nothing, which F1 leaves out; no matter if there is none of this name.
  public var outside = Self.defaultOutside
  /// How a text is summed up; of a classifier only.
  public var pooling: Pooling?

  /// The label of that kind where no other is named.
  public static let defaultOutside = "O"
  /// How a text is summed up if nothing is said.
  public static let defaultPooling = Pooling.mean

  /// That of a tagger.
  public init() {}

  /// Returns the configuration with what is not given for data of a format: only texts, a line each, are
  /// pooled.
  func settled(for format: LabelledFormat) -> LabelConfiguration {
    var labels = self
    labels.pooling = format == .lines ? pooling ?? Self.defaultPooling : nil
    return labels
  }

  /// With the rest of a configuration by the names of the flags of `charlm tag train` and `charlm
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
  /// All settings of labels.
  public static let table = SettingTable<Self> {
    Setting(
      "outside", \.outside, flag: "outside",
      help: "The label that stands for nothing, which F1 leaves out.")
    Setting(
      "pool", \.pooling, flag: "pool", usual: defaultPooling.rawValue,
      help: "What is made of the outputs at all steps of a text.")
  }
}
