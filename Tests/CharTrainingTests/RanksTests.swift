import CharLM
import CharNetwork
import CharNumerics
import CharSettings
import CharText
import CharTraining
import Foundation
import Synchronization
import Testing

/// Training by several ranks, which are threads here; `scripts/test-mpi` tests those of MPI.
@Suite("Ranks")
struct RanksTests {
  /// Trains on the rhyme, or each rank on a text of its own.
  ///
  /// - Returns: The result of each rank: the weights on rank 0, an error, or neither.
  private func train(
    _ configuration: TrainingConfiguration, ranks: Int, in directory: String,
    resumes: Bool = false, stopAfter: Int? = nil, texts: [String]? = nil,
    fault: (@Sendable (Int) -> Bool)? = nil,
    report: @escaping @Sendable (TrainingEvent) -> Void = { _ in }
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
          if let fault { trainer.fault = TrainingFault(spoilsGradient: fault) }
          var step = 0
          _ = try trainer.run(
            shouldStop: { stopAfter.map { step >= $0 } ?? false },
            report: { event in
              if case .step(let report) = event { step = report.step }
              report(event)
            })
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

  // MARK: - bfloat16 on the wire

  @Test(
    "gradients in bfloat16 give the same weights for any number of ranks, and other ones than float32",
    arguments: [OptimizerConfiguration.Kind.muon, .adamw])
  func halves(_ optimizer: OptimizerConfiguration.Kind) throws {
    var configuration = configuration(.lstm, optimizer)
    let exact = try train(configuration, ranks: 2, in: Scratch().path)[0].get()
    configuration.wire = .bfloat16
    let runs = try (1...3).map { ranks in
      try train(configuration, ranks: ranks, in: Scratch().path)[0].get()
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0] == runs[2])
    #expect(runs[0] != exact)
  }

  // MARK: - Local steps

  /// A run of two ranks with one and two of three shards, which average their weights every five steps.
  private func localConfiguration(
    _ optimizer: OptimizerConfiguration.Kind, steps: Int = 12
  ) -> TrainingConfiguration {
    var configuration = configuration(.lstm, optimizer)
    configuration.averaging = nil
    configuration.steps = steps
    configuration.evaluateEvery = 3
    configuration.syncEvery = 5
    return configuration
  }

  @Test(
    "local steps are repeatable and go on where they stopped, bit for bit",
    arguments: [OptimizerConfiguration.Kind.muon, .sgd], [WireFormat.float32, .bfloat16])
  func local(_ optimizer: OptimizerConfiguration.Kind, _ wire: WireFormat) throws {
    var configuration = localConfiguration(optimizer)
    configuration.wire = wire
    let weights = try (0..<2).map { _ in
      try train(configuration, ranks: 2, in: Scratch().path)[0].get()
    }
    #expect(weights[0] == weights[1])
    configuration.syncEvery = nil
    #expect(try train(configuration, ranks: 2, in: Scratch().path)[0].get() != weights[0])

    configuration.syncEvery = 5
    let broken = Scratch()
    for (number, end) in [2, 7, nil].enumerated() {
      let last = try train(
        configuration, ranks: 2, in: broken.path, resumes: number > 0, stopAfter: end)[0].get()
      // A run stops after the next average.
      let steps = try LanguageModel(contentsOf: broken.path, weights: .last).training?.steps
      #expect(steps == [5, 10, 12][number])
      if end == nil { #expect(last == weights[0]) }
    }
  }

  @Test("ranks that average after every step of plain descent take the step of all lanes")
  func everyStep() throws {
    var configuration = localConfiguration(.sgd)
    configuration.network.dropout = 0
    configuration.optimizer.momentum = 0
    configuration.optimizer.weightDecay = 0
    configuration.clipNorm = nil
    configuration.precision = .float32
    configuration.syncEvery = nil
    let expected = try #require(try train(configuration, ranks: 2, in: Scratch().path)[0].get())
    configuration.syncEvery = 1
    let weights = try #require(try train(configuration, ranks: 2, in: Scratch().path)[0].get())
    for (value, other) in zip(weights.values, expected.values) {
      #expect(abs(value - other) <= 1e-5)
    }
    configuration.syncEvery = 4
    let far = try #require(try train(configuration, ranks: 2, in: Scratch().path)[0].get())
    #expect(zip(far.values, expected.values).contains { abs($0 - $1) > 1e-4 })
  }

  @Test("what looks at weights waits for their average")
  func waits() throws {
    var configuration = localConfiguration(.adamw, steps: 18)
    configuration.saveEvery = 1
    let events = Mutex<[String]>([])
    let results = train(
      configuration, ranks: 2, in: Scratch().path,
      report: { event in
        switch event {
        case .evaluation(let report): events.withLock { $0.append("evaluation \(report.step)") }
        case .saved(let step): events.withLock { $0.append("saved \(step)") }
        default: break
        }
      })
    _ = try results[0].get()
    #expect(
      events.withLock { $0 }
        == [5, 10, 15, 18].flatMap { ["evaluation \($0)", "saved \($0)"] })
  }

  @Test("a step in which all lanes of a rank rest has no loss, and the run goes on")
  func rests() throws {
    var configuration = localConfiguration(.adamw, steps: 20)
    (configuration.batch, configuration.window, configuration.shards) = (2, 4, 2)
    configuration.text.boundary = .line
    configuration.validationFraction = 0
    configuration.evaluateEvery = nil
    // Lanes of 32 and 36 tokens with their boundaries: the last of nine windows is the second lane's.
    let text = [18, 17, 17, 12].map { "\(String(repeating: "ab", count: 9).prefix($0))\n" }.joined()
    let steps = Mutex<[StepReport]>([])
    let results = train(
      configuration, ranks: 2, in: Scratch().path, texts: [text, text],
      report: { event in
        if case .step(let report) = event { steps.withLock { $0.append(report) } }
      })
    _ = try results[0].get()
    let reports = steps.withLock { $0 }
    #expect(reports.count == 20 && reports.allSatisfy { $0.nats.isFinite })
    #expect(zip(reports, reports.dropFirst()).count { $0.tokens == $1.tokens } == 2)
  }

  @Test("frozen weights keep their bits")
  func frozen() throws {
    var configuration = localConfiguration(.muon)
    configuration.shards = 3
    configuration.freezing = Freezing()
    configuration.freezing?.embedding = true
    let starts = try [1, 12].map { steps in
      configuration.steps = steps
      let weights = try #require(try train(configuration, ranks: 3, in: Scratch().path)[0].get())
      let slot = try #require(weights.layout.slots.first { $0.name.contains("embedding") })
      return Array(weights.values[slot.range])
    }
    #expect(starts[0] == starts[1])
  }

  @Test("a step that is not finite between averages goes back on all ranks")
  func recovers() throws {
    let configuration = localConfiguration(.adamw)
    let results = train(
      configuration, ranks: 2, in: Scratch().path, fault: OnceAt(7).isNow)
    let weights = try #require(try results[0].get())
    #expect(weights.isFinite && error(results[1]) == nil)
    var high = configuration
    high.optimizer.kind = .sgd
    high.optimizer.rate = 1e30
    high.clipNorm = nil
    high.recoveries = 1
    let diverged = train(high, ranks: 2, in: Scratch().path)
    guard case .diverged = error(diverged[0]) as? TrainingError else {
      Issue.record("\(diverged[0])")
      return
    }
    #expect(error(diverged[1]) is RankEnded)
  }

  @Test("one process has nobody to average with, and no mean of the weights of every step")
  func refusals() throws {
    let scratch = Scratch()
    var configuration = localConfiguration(.muon)
    #expect(
      error(train(configuration, ranks: 1, in: scratch.path)[0]) as? TrainingError == .oneRank)
    configuration.averaging = Averaging()
    #expect(throws: SettingError.self) { try configuration.validate() }
    #expect(!FileManager.default.fileExists(atPath: scratch.path))
  }

  // MARK: - Evaluation

  @Test("an evaluation that ranks divide has the figures of one process, to the last bit")
  func evaluation() throws {
    var configuration = configuration(.lstm, .muon)
    configuration.validationSplit = .spread
    configuration.validationFraction = 0.2
    configuration.testFraction = 0.2
    let figures = try (1...3).map { ranks in
      let values = Mutex<[Double]>([])
      let scratch = Scratch()
      let results = train(
        configuration, ranks: ranks, in: scratch.path,
        report: { event in
          guard case .evaluation(let report) = event else { return }
          values.withLock {
            $0 += [report.natsPerToken, report.averagedNatsPerToken ?? 0]
            $0 += [report.bitsPerCharacter ?? 0]
          }
        })
      _ = try results[0].get()
      return values.withLock { $0 }
    }
    #expect(figures[0].count >= 6 && figures[0].allSatisfy { $0 > 0 })
    #expect(figures[0] == figures[1])
    #expect(figures[0] == figures[2])
  }
}

/// True once, at a step.
private final class OnceAt: Sendable {
  private let step: Int
  private let isOver = Mutex(false)

  init(_ step: Int) { self.step = step }

  @Sendable func isNow(_ step: Int) -> Bool {
    guard step == self.step else { return false }
    return isOver.withLock { isOver in
      defer { isOver = true }
      return !isOver
    }
  }
}
