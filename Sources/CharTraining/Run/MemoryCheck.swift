internal import CharNetwork
internal import CharNumerics
internal import Foundation

/// Checks that a run fits into memory before any is allocated.
enum MemoryCheck {
  /// Checks the memory of training a task.
  ///
  /// - Returns: the estimated bytes.
  @discardableResult
  static func training(
    _ task: some TrainingTask, _ configuration: TrainingConfiguration, threads: Int, ranks: Int = 1
  ) throws -> Double {
    try training(
      task.network, configuration.optimizer, window: task.window, lanes: task.lanes,
      shards: task.shards(configuration, threads: threads), ranks: ranks,
      isLocal: configuration.syncEvery != nil, wire: configuration.wire, corpus: task.residentBytes)
  }

  /// Checks the memory of training a network on one of some ranks; `corpus` is the size of the
  /// tokens in bytes.
  ///
  /// - Returns: the estimated bytes.
  @discardableResult
  static func training(
    _ network: CharacterNetwork, _ optimizer: OptimizerConfiguration, window: Int, lanes: Int,
    shards: Int, ranks: Int = 1, isLocal: Bool = false, wire: WireFormat = .float32, corpus: Int
  ) throws -> Double {
    let perShard = network.estimatedBytes(
      steps: window, lanes: (lanes + shards - 1) / shards, trains: true)
    // Weights, gradient, two moments, a mean, and all but the gradient again for recovery.
    let bytes =
      perShard * Double((shards + ranks - 1) / ranks) + 9 * weights(network) + Double(corpus)
      + (optimizer.kind == .muon ? MuonOptimizer.estimatedBytes(for: network) : 0)
      // Partial sums, and directions to be exchanged.
      + (ranks > 1 ? 2 * weights(network) : 0)
      // Partial sums and the total in the format of messages, at two bytes each.
      + (ranks > 1 && wire == .bfloat16 ? weights(network) : 0)
      // The weights before local steps, their change, and the sum of changes.
      + (isLocal ? 3 * weights(network) : 0)
    try check(bytes)
    return bytes
  }

  /// Checks the memory of reading one stream, `window` tokens at a time.
  static func reading(_ network: CharacterNetwork, window: Int) throws {
    let workspace = network.estimatedBytes(steps: window, lanes: 1, trains: false)
    try check(workspace + weights(network))
  }

  private static func weights(_ network: CharacterNetwork) -> Double {
    4 * Double(network.layout.count)
  }

  /// Returns the bytes that remain beside a run of the given size.
  static func spareBytes(besides needed: Double) -> Double {
    0.9 * Double(ProcessInfo.processInfo.physicalMemory) - needed
  }

  private static func check(_ needed: Double) throws {
    guard spareBytes(besides: needed) > 0 else {
      throw TrainingError.tooLarge(
        needed: needed, available: Double(ProcessInfo.processInfo.physicalMemory))
    }
  }
}
