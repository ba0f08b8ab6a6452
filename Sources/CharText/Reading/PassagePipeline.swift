import Foundation
import Synchronization

/// Numbers passages on several threads while it reads the next ones.
enum PassagePipeline {
  /// Reads all passages.
  ///
  /// - Parameters:
  ///   - reader: The source of passages.
  ///   - numbering: The conversion to numbers.
  ///   - threads: The number of threads.
  ///   - take: Receives the numbered passages in text order.
  /// - Returns: The statistics and warnings of the text.
  /// - Throws: ``CorpusError``, or an error of `take`.
  static func run(
    _ reader: sending PassageReader, _ numbering: PassageNumbering, threads: Int,
    take: (NumberedPassage) throws -> Void
  ) throws -> (statistics: CorpusStatistics, warnings: [String]) {
    let width = 2 * threads
    let ahead = Mutex(Reading(reader: reader))
    ahead.withLock { $0.read(width) }
    while true {
      let passages = try ahead.withLock { reading in try reading.take() }
      guard !passages.isEmpty else { break }
      if threads == 1 || passages.count < width {
        // There is nothing more to read, or no thread to read it meanwhile.
        for passage in passages { try take(numbering.number(passage)) }
        ahead.withLock { $0.read(width) }
        continue
      }
      let results = Mutex([NumberedPassage?](repeating: nil, count: passages.count))
      DispatchQueue.concurrentPerform(iterations: passages.count + 1) { index in
        guard index > 0 else { return ahead.withLock { $0.read(width) } }
        let result = numbering.number(passages[index - 1])
        results.withLock { $0[index - 1] = result }
      }
      for result in results.withLock({ $0 }) {
        if let result { try take(result) }
      }
    }
    return ahead.withLock { ($0.statistics, $0.warnings) }
  }

  /// Passages that were read ahead.
  private struct Reading {
    private var reader: PassageReader
    private var passages: [Passage] = []
    private var failure: (any Error)?

    init(reader: PassageReader) { self.reader = reader }

    var statistics: CorpusStatistics { reader.statistics }
    var warnings: [String] { reader.warnings }

    mutating func read(_ count: Int) {
      do {
        while failure == nil, passages.count < count, let passage = try reader.next() {
          passages.append(passage)
        }
      } catch {
        failure = error
      }
    }

    /// Returns the passages read before an error, then throws the error.
    mutating func take() throws -> [Passage] {
      defer { passages = [] }
      if passages.isEmpty, let failure { throw failure }
      return passages
    }
  }
}
