/// The number format in which ranks send gradients to each other.
public enum WireFormat: String, CaseIterable, Codable, Sendable {
  /// 4 bytes per value, exact.
  case float32
  /// 2 bytes per value. The partial sum is rounded after each shard, wherever the shard is computed,
  /// so that the result depends on the number of shards, and not on the number of ranks.
  case bfloat16

  /// Bytes of a value.
  var width: Int { self == .float32 ? 4 : 2 }
}
