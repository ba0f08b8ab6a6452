public import ArgumentParser
public import CharTraining

extension ValidationSplit: ExpressibleByArgument {}

/// The part of a text that an n-gram model is measured on.
struct NGramHeldOutOptions: SettingOptions {
  @Option(help: .setting("valid-fraction")) var validFraction: Double?
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?
}

/// The parts of labeled text that are held out.
struct LabelHeldOutOptions: SettingOptions {
  @Option(help: .setting("valid-fraction")) var validFraction: Double?
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?
  @Option(help: .setting("test")) var test: OrNone<Double>?
}

/// What is held out of the text of a language model, and how the rest is read.
struct HeldOutOptions: SettingOptions {
  @Option(help: .setting("valid-fraction")) var validFraction: Double?
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?
  @Option(help: .setting("test")) var test: OrNone<Double>?
  @Flag(inversion: .prefixedNo, help: .setting("keep-order")) var keepOrder: Bool?
}
