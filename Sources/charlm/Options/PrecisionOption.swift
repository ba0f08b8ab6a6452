public import ArgumentParser
public import CharNumerics

extension Precision: ExpressibleByArgument {}

/// What products multiply in training.
struct TrainingPrecisionOption: ParsableArguments {
  @Option(
    help: """
      Number format of matrix products: auto, float32 or bfloat16; auto = bfloat16 where the \
      processor multiplies it faster. (default: auto)
      """)
  var precision: Precision?
}

/// What products multiply when a model is used.
struct ReadingPrecisionOption: ParsableArguments {
  @Option(
    help: """
      Number format of matrix products: auto, float32, bfloat16 or int8; auto = float32. \
      (default: auto)
      """)
  var precision: Precision?
}
