/// The number format that matrix products multiply in. Sums, gates, state, weights and moments are
/// always float32.
public enum Precision: String, CaseIterable, Codable, Sendable {
  /// The fastest that this version has for the processor at hand: float32.
  case auto
  /// 32-bit floats.
  case float32

  /// What `auto` stands for here.
  public var resolved: Precision { .float32 }
}
