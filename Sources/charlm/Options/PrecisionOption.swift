public import ArgumentParser
public import CharNumerics

extension Precision: ExpressibleByArgument {}

/// Number format of products in training.
struct TrainingPrecisionOption: ParsableArguments {
  // A transform keeps int8 out of the values in the help.
  @Option(
    help: .setting("precision"), transform: parse)
  var precision: Precision?

  private static func parse(_ text: String) throws -> Precision {
    guard let precision = Precision(rawValue: text) else {
      throw ValidationError("\(text) is not a precision; give auto, float32 or bfloat16")
    }
    return precision
  }
}

/// Number format of products in inference.
struct ReadingPrecisionOption: ParsableArguments {
  @Option(
    help: .advanced(
      """
      Number format of matrix products: auto, float32, bfloat16 or int8; auto = float32. \
      (default: auto)
      """))
  var precision: Precision?
}
