package import CharNetwork
internal import CharNumerics
package import CharText
internal import Synchronization

/// Log-probabilities of spans of tokens that do not depend on each other, such as the documents of a
/// corpus: lanes of batches, on several threads.
///
/// What a span hears is what it would hear alone, to the last bit. It keeps its threads and
/// workspaces for the next call.
package final class SpanScorer {
  private let reader: CharacterReader
  private let threads: Int
  private lazy var workers = Shards(count: threads, threads: threads) { [reader] _ in
    Worker(lanes: LaneReader(reader))
  }

  private struct Worker {
    var lanes: LaneReader
    /// What it read, by the number of the group.
    var results: [(group: Int, values: [[Double]])] = []
  }

  /// A scorer.
  ///
  /// - Parameters:
  ///   - reader: what reads.
  ///   - threads: threads at most; nil = all processors.
  package init(_ reader: CharacterReader, threads: Int? = nil) {
    self.reader = reader
    self.threads = max(1, threads ?? processorCount)
  }

  /// ln p of every token after the first of each span, in nats.
  ///
  /// - Parameters:
  ///   - tokens: what the spans are spans of.
  ///   - spans: indices of tokens; a span starts from a state that has read nothing.
  /// - Returns: one log-probability less than there are tokens: at i that of token i + 1; 0 where
  ///   no span predicts it.
  package func logProbabilities(_ tokens: ArraySlice<Token>, spans: [Range<Int>]) -> [Double] {
    var result = [Double](repeating: 0, count: max(0, tokens.count - 1))
    func store(_ values: [Double], of span: Range<Int>) {
      let first = span.lowerBound - tokens.startIndex
      result.replaceSubrange(first..<first + values.count, with: values)
    }
    let plan = SpanGroups(spans, threads: threads)
    for span in plan.alone {
      var state = reader.network.initialState(lanes: 1)
      store(
        reader.logProbabilities(
          tokens[span], from: &state, boundary: Vocabulary.documentBoundary,
          sharesThreads: threads > 1), of: span)
    }
    guard !plan.groups.isEmpty else { return result }
    let next = Atomic(0)
    workers.forEach { _, worker in
      worker.results = []
      while true {
        let group = next.add(1, ordering: .relaxed).oldValue
        guard group < plan.groups.count else { return }
        worker.results.append(
          (group, worker.lanes.logProbabilities(plan.groups[group], of: tokens)))
      }
    }
    for worker in 0..<workers.count {
      for (group, values) in workers[worker].results {
        for (span, values) in zip(plan.groups[group], values) { store(values, of: span) }
      }
    }
    return result
  }

  /// The same, with the tokens cut at document boundaries, where state starts from nothing anyway:
  /// what one stream would say.
  ///
  /// - Parameter tokens: a corpus.
  /// - Returns: one log-probability less than there are tokens.
  package func logProbabilities(_ tokens: ArraySlice<Token>) -> [Double] {
    var spans: [Range<Int>] = []
    var start = tokens.startIndex
    for index in tokens.indices.dropFirst() where tokens[index] == Vocabulary.documentBoundary {
      // The boundary is predicted from one document and read by the next.
      spans.append(start..<index + 1)
      start = index
    }
    if start < tokens.endIndex { spans.append(start..<tokens.endIndex) }
    return logProbabilities(tokens, spans: spans)
  }

  /// The same with the stream cut into windows that each start from a zero state.
  ///
  /// - Parameters:
  ///   - tokens: a corpus.
  ///   - window: tokens that a window predicts.
  /// - Returns: one log-probability less than there are tokens.
  package func logProbabilities(_ tokens: ArraySlice<Token>, window: Int) -> [Double] {
    // A window that ends with the stream or after it is all of it.
    let window = min(window, max(1, tokens.count - 1))
    let starts = stride(from: tokens.startIndex, to: tokens.endIndex - 1, by: window)
    return logProbabilities(
      tokens, spans: starts.map { $0..<min($0 + window + 1, tokens.endIndex) })
  }
}

/// Which spans are read together.
private struct SpanGroups: Sendable {
  /// Those that are most of the work, one after another.
  private(set) var alone: [Range<Int>] = []
  /// The others: spans of about the same length together, the longest first.
  private(set) var groups: [[Range<Int>]] = []

  init(_ spans: [Range<Int>], threads: Int) {
    let sorted = spans.filter { $0.count > 1 }.sorted {
      $0.count != $1.count ? $0.count > $1.count : $0.lowerBound < $1.lowerBound
    }
    var rest = sorted[...]
    var tokens = rest.reduce(0) { $0 + $1.count }
    while let longest = rest.first, 2 * longest.count > tokens {
      alone.append(longest)
      rest.removeFirst()
      tokens -= longest.count
    }
    guard !rest.isEmpty else { return }
    // As many for each thread, so that none is left with nothing to do.
    let needed = (rest.count + LaneReader.lanes - 1) / LaneReader.lanes
    let count = min(rest.count, (needed + threads - 1) / threads * threads)
    groups = (0..<count).map { group in
      Array(
        rest.dropFirst(rest.count * group / count)
          .prefix(rest.count * (group + 1) / count - rest.count * group / count))
    }
  }
}
