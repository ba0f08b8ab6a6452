package import CharIO
package import CharTraining

extension RateSweep {
  /// The sweep as one JSON object, whose names do not change.
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
