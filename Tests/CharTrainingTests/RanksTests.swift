import CharLM
import CharNetwork
import CharNumerics
import CharText
import CharTraining
import Foundation
import Testing

/// Training by several ranks, which are threads here; `scripts/test-mpi` tests those of MPI.
@Suite("Ranks")
struct RanksTests {
  /// Trains on the rhyme, or each rank on a text of its own.
  ///
  /// - Returns: The result of each rank: the weights on rank 0, an error, or neither.
  private func train(
    _ configuration: TrainingConfiguration, ranks: Int, in directory: String,
    resumes: Bool = false, stopAfter: Int? = nil, texts: [String]? = nil
  ) -> [Result<Parameters?, any Error>] {
    ThreadRank.run(ranks) { rank in
      Result {
        let text = texts?[rank.rank] ?? rhyme
        let data = try rank.agree { try TrainingData(CorpusReader(text: text), configuration) }
        guard rank.rank == 0 else {
          try Follower(data, start: .fresh, threads: 1, communicator: rank).run()
          return nil
        }
        return try Leader(rank).lead {
          let trainer = try Trainer(
            data, configuration, start: resumes ? .checkpoint : .fresh, directory: directory,
            threads: 1, communicator: rank)
          var step = 0
          _ = try trainer.run(
            shouldStop: { stopAfter.map { step >= $0 } ?? false },
            report: { if case .step(let report) = $0 { step = report.step } })
          return try LanguageModel(contentsOf: directory, weights: .last).parameters
        }
      }
    }
  }

  private func error(_ result: Result<Parameters?, any Error>) -> (any Error)? {
    if case .failure(let error) = result { error } else { nil }
  }

  private func configuration(
    _ cell: CellKind, _ optimizer: OptimizerConfiguration.Kind
  ) -> TrainingConfiguration {
    var configuration = smallConfiguration(steps: 8)
    configuration.network.cell = cell
    configuration.network.dropout = 0.3
    configuration.optimizer.kind = optimizer
    configuration.averaging = Averaging()
    return configuration
  }

  @Test(
    "two and three give the weights of one", arguments: [CellKind.lstm, .gru],
    [OptimizerConfiguration.Kind.muon, .adamw])
  func same(_ cell: CellKind, _ optimizer: OptimizerConfiguration.Kind) throws {
    let configuration = configuration(cell, optimizer)
    let runs = try (1...3).map { ranks in
      let scratch = Scratch()
      let results = train(configuration, ranks: ranks, in: scratch.path)
      #expect(results.count == ranks && results.allSatisfy { error($0) == nil })
      return try #require(try results[0].get())
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0] == runs[2])
  }

  @Test("a run goes on with another number of ranks")
  func resume() throws {
    let configuration = configuration(.lstm, .muon)
    let (whole, broken) = (Scratch(), Scratch())
    let expected = try train(configuration, ranks: 1, in: whole.path)[0].get()
    var weights: Parameters?
    for (ranks, end) in [(3, 2), (1, 3), (2, 6), (3, nil)] {
      weights = try train(
        configuration, ranks: ranks, in: broken.path, resumes: end != 2, stopAfter: end)[0].get()
    }
    #expect(weights == expected)
  }

  @Test("a run that diverges ends on every rank")
  func diverges() throws {
    var configuration = configuration(.lstm, .sgd)
    configuration.optimizer.rate = 1e30
    configuration.clipNorm = nil
    configuration.recoveries = 1
    let scratch = Scratch()
    let results = train(configuration, ranks: 2, in: scratch.path)
    guard case .diverged = error(results[0]) as? TrainingError else {
      Issue.record("\(results[0])")
      return
    }
    #expect(error(results[1]) is RankEnded)
  }

  @Test("more ranks than shards are an error before anything is written")
  func tooFewShards() {
    let scratch = Scratch()
    let results = train(smallConfiguration(), ranks: 4, in: scratch.path)
    #expect(error(results[0]) as? TrainingError == .tooFewShards(3, ranks: 4))
    #expect(results.dropFirst().allSatisfy { error($0) is RankEnded })
    #expect(!FileManager.default.fileExists(atPath: scratch.path))
  }

  @Test("the doctor names a rank that others wait for")
  func slow() {
    var history = TrainingHistory(parameters: 1, tokens: 1_000_000, outcomes: 2)
    history.ranks = [1.1, 1.0, 1.8, 1.2].enumerated().map {
      TrainingHistory.Rank(host: "h\($0)", seconds: $1)
    }
    #expect(Diagnosis(history).findings == [.slowRank(2, host: "h2", ratio: 1.8 / 1.1)])
    history.ranks[2].seconds = 1.3
    #expect(Diagnosis(history).findings.isEmpty)
  }

  @Test("a rank that cannot read its text, or reads another one, is named")
  func otherText() throws {
    let scratch = Scratch()
    let other = train(
      smallConfiguration(), ranks: 3, in: scratch.path, texts: [rhyme, rhyme, rhyme + "the cat"])
    let difference = try #require(error(other[0]) as? RankError)
    #expect(
      difference.description
        == "rank 2 on thread 2 reads another text than rank 0; copy the same files to all hosts")
    let short = train(
      smallConfiguration(), ranks: 3, in: scratch.path, texts: [rhyme, "a", "a"])
    let problem = try #require(error(short[0]) as? RankError)
    #expect(problem.rank == 1)
    #expect(problem.description.hasPrefix("rank 1 on thread 1: "), "\(problem)")
    #expect(problem.description.hasSuffix(" (also rank 2)"), "\(problem)")
    #expect([short[1], short[2], other[1], other[2]].allSatisfy { error($0) is RankEnded })
    #expect(!FileManager.default.fileExists(atPath: scratch.path))
  }
}
