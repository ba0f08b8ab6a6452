public import ArgumentParser
public import CharNumerics
import CharServer

extension Precision: ExpressibleByArgument {}

/// Options for loading models.
struct LoadingOptions: ParsableArguments {
  @Option(
    help: """
      Number format of matrix products: auto, float32, bfloat16 or int8; auto = float32. \
      (default: auto)
      """)
  var precision: Precision?

  @Option(help: "Threads of each model at most. (default: one for each processor)")
  var threads: Int?

  /// Changes what is given.
  ///
  /// - Throws: `ValidationError`.
  func change(_ configuration: inout ServerConfiguration, _ environment: ServerEnvironment) throws {
    configuration.precision = try environment.value("precision", precision) ?? .auto
    configuration.threads = try environment.value("threads", threads)
    if let threads = configuration.threads, threads < 1 {
      throw ValidationError("threads: \(threads) is out of range; give 1 or more")
    }
  }
}
