public import ArgumentParser
public import CharTraining

extension ValidationSplit: ExpressibleByArgument {}

/// Where held-out parts of the text come from.
struct ValidationSplitOption: ParsableArguments {
  @Option(
    help: """
      Where held-out parts come from: spread (all over the text), last (its end), or random. (default: spread)
      """)
  var validSplit: ValidationSplit?

  func apply(to configuration: inout TrainingConfiguration) {
    configuration.validationSplit = validSplit ?? configuration.validationSplit
  }
}
