public import ArgumentParser
import CharSettings
public import CharTraining

extension ValidationSplit: ExpressibleByArgument {}

/// Options of the held-out parts of a corpus.
protocol HeldOutSettings: SettingOptions {}

extension HeldOutSettings {
  /// The first given flag that chooses which parts are held out; nil if none is given.
  var splitFlag: String? {
    given.first {
      TrainingConfiguration.table[$0]?.traits.contains(.choosesHeldOut) ?? false
    }.map { "--\($0)" }
  }
}

/// The held-out part for an n-gram model.
struct NGramHeldOutOptions: HeldOutSettings {
  @Option(help: .setting("valid-fraction")) var validFraction: Double?
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?
}

/// The held-out parts of labeled text.
struct LabelHeldOutOptions: HeldOutSettings {
  @Option(help: .setting("valid-fraction")) var validFraction: Double?
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?
  @Option(help: .setting("split-seed")) var splitSeed: OrAuto<UInt64>?
  @Option(help: .setting("test")) var test: OrNone<Double>?
}

/// The held-out parts for a language model, and the order of the training text.
struct HeldOutOptions: HeldOutSettings {
  @Option(help: .setting("valid-fraction")) var validFraction: Double?
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?
  @Option(help: .setting("split-seed")) var splitSeed: OrAuto<UInt64>?
  @Option(help: .setting("test")) var test: OrNone<Double>?
  @Flag(inversion: .prefixedNo, help: .setting("keep-order")) var keepOrder: Bool?
}
