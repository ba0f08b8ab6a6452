public import ArgumentParser
public import CharNumerics

extension Precision: ExpressibleByArgument {}

/// What products multiply in.
struct PrecisionOption: ParsableArguments {
  @Option(help: "Number format of matrix products: auto or float32. (default: auto)")
  var precision: Precision?
}
