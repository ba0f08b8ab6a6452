/// A summary of the outputs at all steps of a text, for a text classifier.
public enum Pooling: String, CaseIterable, Codable, Sendable {
  /// Their mean over time.
  case mean
  /// The last one; of a backward direction, which reads the other way round, the first.
  case last
  /// The largest of each element over time.
  case max
}
