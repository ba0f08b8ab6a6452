package import CharIO
package import CharTraining

extension RateSweep {
  /// Returns the sweep as a JSON object with stable keys.
  package func object(of optimizer: OptimizerConfiguration.Kind) -> JSON {
    .object([
      ("optimizer", .string(optimizer.rawValue)), ("ending", .string(ending.rawValue)),
      ("advised_rate", .optional(advisedRate)),
      ("lowest_rate", .optional(lowest?.rate)),
      ("steepest_rate", .optional(steepest?.rate)),
      (
        "points",
        .array(
          points.map {
            .object([
              ("rate", .number($0.rate)), ("nats", .number($0.nats)),
              ("smoothed_nats", .number($0.smoothed)),
            ])
          })
      ),
    ])
  }
}
