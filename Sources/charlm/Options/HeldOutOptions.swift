public import ArgumentParser
public import CharTraining

extension ValidationSplit: ExpressibleByArgument {}

/// Where held-out parts of the text come from.
struct ValidationSplitOption: SettingOptions {
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?

  func apply(to configuration: inout TrainingConfiguration) { change(&configuration) }
}

/// What is held out of the text of a language model, and how the rest is read.
struct HeldOutOptions: SettingOptions {
  @Option(help: .setting("valid-fraction")) var validFraction: Double?
  @Option(help: .setting("valid-split")) var validSplit: ValidationSplit?
  @Option(help: .setting("test")) var test: OrNone<Double>?
  @Flag(inversion: .prefixedNo, help: .setting("keep-order")) var keepOrder: Bool?
}
