internal import CharNetwork
internal import CharNumerics
internal import CharText
internal import Synchronization

/// Reads sequences with a network that labels them: many side by side, on several threads.
///
/// It owns packed weights and workspaces by shape, and works on the threads of the process. The result of a
/// sequence is that of the sequence alone, to the last bit.
final class LabelEngine<N: LabellingNetwork>: Sendable {
  private let network: N
  private let weights: PackedWeights
  private let current: Mutex<Parameters>
  private let workspaces = WorkspacePool<N.Workspace>(limit: 1 << 16)
  private let threads: Int
  private let crew: Crew

  /// Sequences that are read in one batch: for each of its lanes, which.
  private struct Group: Sendable {
    let shape: WindowShape
    var lanes: [[Int]]
  }

  /// Steps of the shortest batches, and of the longest.
  static var steps: ClosedRange<Int> { 256...8192 }
  /// Steps times lanes of a batch, about.
  private static var rows: Int { 4096 }

  init(_ network: N, _ parameters: Parameters, precision: Precision, threads: Int? = nil) {
    self.network = network
    current = Mutex(parameters)
    weights = PackedWeights(network.productSlots, precision: precision, trains: false)
    weights.pack(parameters)
    self.threads = max(1, threads ?? processorCount)
    crew = .of(threads: self.threads)
  }

  /// The weights as they are now.
  var parameters: Parameters { current.withLock(\.self) }

  /// Reads with other weights from now on. Nobody may be reading.
  func update(_ parameters: Parameters) {
    guard parameters != self.parameters else { return }
    current.withLock { $0 = parameters }
    weights.pack(parameters)
    workspaces.removeAll()
  }

  /// The logits of sequences, none of which is longer than `Self.steps.upperBound`.
  ///
  /// - Parameters:
  ///   - tokens: what they are ranges of.
  ///   - sequences: none empty.
  /// - Returns: for each, `[labels]`, or `[tokens, labels]` where tokens have labels.
  func wholeLogits(_ tokens: [Token], _ sequences: [Range<Int>]) -> [[Float]] {
    let groups = self.groups(sequences)
    let parameters = parameters
    let results = crew.map(groups.count, threads: threads) { index in
      let shape = groups[index].shape
      var workspace: N.Workspace
      if let made = workspaces.take(shape) {
        workspace = made
      } else {
        workspace = network.makeReadingWorkspace(
          steps: shape.steps, lanes: shape.lanes, weights: weights)
        network.prepare(&workspace, parameters)
      }
      defer { workspaces.give(workspace, shape) }
      return network.logits(
        Self.batch(groups[index], tokens, sequences), parameters, workspace: &workspace)
    }
    var result = [[Float]](repeating: [], count: sequences.count)
    for (group, logits) in zip(groups, results) {
      for (sequence, values) in zip(group.lanes.joined(), logits) { result[sequence] = values }
    }
    return result
  }

  /// Sequences of about the same length together, the longest first.
  private func groups(_ sequences: [Range<Int>]) -> [Group] {
    var byWindow: [Int: [Int]] = [:]
    for (index, sequence) in sequences.enumerated() {
      precondition(
        (1...Self.steps.upperBound).contains(sequence.count), "a sequence of \(sequence.count)")
      var window = Self.steps.lowerBound
      while window < sequence.count { window *= 2 }
      byWindow[window, default: []].append(index)
    }
    var groups: [Group] = []
    for (window, indices) in byWindow.sorted(by: { $0.key > $1.key }) {
      let packed = SequencePacking(
        lengths: indices.map { sequences[$0].count }, window: window,
        limit: ClassifyingNetwork.spansPerLane
      ).lanes.map { lane in lane.map { indices[$0] } }
      let most = max(1, Self.rows / window)
      for start in stride(from: 0, to: packed.count, by: most) {
        let lanes = Array(packed[start..<min(start + most, packed.count)])
        // Few shapes, so that a workspace serves many batches.
        var count = 1
        while count < lanes.count { count *= 2 }
        groups.append(Group(shape: WindowShape(steps: window, lanes: count), lanes: lanes))
      }
    }
    return groups
  }

  private static func batch(
    _ group: Group, _ tokens: [Token], _ sequences: [Range<Int>]
  ) -> SequenceBatch {
    let (steps, lanes) = (group.shape.steps, group.shape.lanes)
    var inputs = [Token](repeating: Vocabulary.unknown, count: steps * lanes)
    var spans: [SequenceBatch.Span] = []
    for (lane, content) in group.lanes.enumerated() {
      var step = 0
      for index in content {
        for (offset, position) in sequences[index].enumerated() {
          inputs[(step + offset) * lanes + lane] = tokens[position]
        }
        spans.append(.init(lane: lane, steps: step..<step + sequences[index].count))
        step += sequences[index].count
      }
    }
    return SequenceBatch(
      steps: steps, lanes: lanes, inputs: inputs,
      targets: [Int32](repeating: SequenceBatch.noTarget, count: inputs.count), spans: spans)
  }
}
