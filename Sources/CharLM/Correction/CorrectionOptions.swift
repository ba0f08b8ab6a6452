internal import Foundation

/// Options of the correction of spelling.
public struct CorrectionOptions: Sendable, Equatable {
  /// The most edits of a line.
  public var edits = 2
  /// The score of an edit, in nats: about ln of how often a given wrong character is written.
  public var scoreOfEdit = -8.0
  /// A line is changed if the best text's score exceeds that of the line by this many nats. So a change is made if it is at
  /// least e^`threshold` times as probable as the line itself.
  public var threshold = 2.0
  /// The number of hypotheses.
  public var beams = 32
  /// The number of texts that are compared, at most as many as there are beams.
  public var count = 8

  /// Makes options for up to two edits a line.
  public init() {}

  /// Checks that all options are in range.
  ///
  /// - Throws: `SamplingError` with the first that is not.
  public func validate() throws {
    func check(_ isValid: Bool, _ name: String, _ value: some Any, _ allowed: String) throws {
      if !isValid { throw SamplingError(name: name, value: "\(value)", allowed: allowed) }
    }
    try check((0...64).contains(edits), "edits", edits, "0 to 64")
    try check(
      scoreOfEdit <= 0 && scoreOfEdit.isFinite, "edit-score", scoreOfEdit, "0 or less")
    try check(threshold >= 0 && threshold.isFinite, "threshold", threshold, "0 or more")
    try check(beams >= 1, "beams", beams, "1 or more")
    try check(
      (1...max(1, beams)).contains(count), "count", count, "1 to the number of beams, \(beams)")
  }
}
