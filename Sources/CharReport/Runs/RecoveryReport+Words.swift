internal import CharTraining

extension RecoveryReport {
  /// A sentence on the problem and the recovery.
  package var description: String {
    let what =
      switch trouble {
      case .explosion: "the loss explodes\(nats.map { " (\($0.fixed(2)) nats)" } ?? "")"
      case .loss, .gradient, .update: "the \(trouble.rawValue) is not finite"
      }
    return "step \(step): \(what); back to step \(earlierStep), for a while with "
      + "\((rateFactor * 100).fixed(rateFactor < 0.1 ? 2 : 0)) % of the rate"
  }
}
