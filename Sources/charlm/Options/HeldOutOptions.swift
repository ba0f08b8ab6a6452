public import ArgumentParser
public import CharTraining

extension ValidationSplit: ExpressibleByArgument {}

/// The held-out part for an n-gram model.
struct NGramHeldOutOptions: SettingOptions {
  @Option(help: .setting("valid-fraction")) var validFraction: Double?
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?
}

/// The held-out parts of labeled text.
struct LabelHeldOutOptions: SettingOptions {
  @Option(help: .setting("valid-fraction")) var validFraction: Double?
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?
  @Option(help: .setting("split-seed")) var splitSeed: OrAuto<UInt64>?
  @Option(help: .setting("test")) var test: OrNone<Double>?
}

/// The held-out parts for a language model, and the order of the training text.
struct HeldOutOptions: SettingOptions {
  @Option(help: .setting("valid-fraction")) var validFraction: Double?
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?
  @Option(help: .setting("split-seed")) var splitSeed: OrAuto<UInt64>?
  @Option(help: .setting("test")) var test: OrNone<Double>?
  @Flag(inversion: .prefixedNo, help: .setting("keep-order")) var keepOrder: Bool?
}
