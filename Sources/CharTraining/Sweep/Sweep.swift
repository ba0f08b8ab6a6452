internal import CharIO
internal import CharNetwork
internal import CharNumerics
public import CharText
internal import Dispatch
internal import Foundation
internal import Synchronization

/// Trains the runs of a sweep side by side in one process, which reads and measures their text once.
///
///     let file = try SweepFile(contentsOf: "rates.yaml")
///     let sources = TrainingSources(corpus: file.corpus, validation: file.validation)
///     let sweep = try Sweep(file, sources, directory: "sweeps/rates")
///     for combination in try sweep.run().combinations { print(combination.mean ?? .nan) }
///
/// A run gives the same weights as alone, whatever the number of runs at its side, unless it is
/// limited by `minutes`. The distribution of held-out lines is not measured. Runs that have ended are not repeated; others go on where they stopped.
public struct Sweep: Sendable {
  /// The runs.
  public let runs: [SweepRun]
  /// The directory of the sweep.
  public let directory: String
  /// The number of threads of each run.
  public let threads: Int

  private let halving: Halving?
  private let sources: TrainingSources
  private let cache: TokenCache?
  private let texts = Shared<TrainingConfiguration, TrainingData>()

  /// Prepares a sweep without starting it.
  ///
  /// - Parameters:
  ///   - file: the sweep.
  ///   - sources: the text of its runs.
  ///   - directory: the directory of the sweep.
  ///   - cache: token cache for large texts; nil = in memory.
  /// - Throws: `FileError` if the settings of a run do not fit together.
  public init(
    _ file: SweepFile, _ sources: TrainingSources, directory: String, cache: TokenCache? = nil
  ) throws {
    self.directory = directory
    self.sources = sources
    self.cache = cache
    threads = file.threads
    halving = file.halving
    runs = try file.runs(in: directory)
  }

  /// Number of combinations of settings.
  public var combinations: Int { (runs.map(\.combination).max() ?? -1) + 1 }

  /// True if the runs go on in rounds, so that they depend on each other.
  public var isHalving: Bool { halving != nil }

  /// Number of runs side by side by default: as many as the processors have threads for.
  public var jobs: Int { max(1, min(runs.count, processorCount / threads)) }

  /// The results so far.
  public var results: SweepResults { SweepResults(runs.map { SweepOutcome($0) }) }

  /// Trains until all runs have ended.
  ///
  /// - Parameters:
  ///   - jobs: number of runs side by side; nil = as many as the processors have threads for.
  ///   - shouldStop: called after every step; true saves and stops all runs.
  ///   - report: called with every event, by one thread at a time.
  /// - Returns: the results.
  /// - Throws: `CorpusError` if the text cannot be read, or `FileError` if the directory cannot be
  ///   written or another process uses it.
  public func run(
    jobs: Int? = nil, shouldStop: @escaping @Sendable () -> Bool = { false },
    report: @escaping @Sendable (SweepEvent) -> Void = { _ in }
  ) throws -> SweepResults {
    try FileSystem.makeDirectory(directory)
    let lock = try FolderLock(directory)
    let gate = Mutex(())
    let work = Work(
      jobs: max(1, jobs ?? self.jobs), shouldStop: shouldStop,
      report: { event in gate.withLock { _ in report(event) } })
    var results = SweepResults([])
    try withExtendedLifetime(lock) { results = try train(work) }
    return results
  }

  /// Options of training, and callbacks.
  private struct Work: Sendable {
    var jobs: Int
    var shouldStop: @Sendable () -> Bool
    var report: @Sendable (SweepEvent) -> Void
  }

  private func train(_ work: Work) throws -> SweepResults {
    let total = runs.first?.configuration.steps ?? .max
    let rounds =
      halving?.rounds(count: combinations, steps: total)
      ?? [Halving.Round(steps: .max, count: combinations)]
    var failures: [String: String] = [:]
    var going = Set(0..<combinations)
    for (number, round) in rounds.enumerated() {
      let inRound = runs.filter { going.contains($0.combination) }
      if rounds.count > 1 {
        work.report(
          .round(number: number + 1, of: rounds.count, steps: round.steps, runs: inRound.count))
      }
      let left = inRound.filter { run in
        failures[run.name] == nil && !isDone(SweepOutcome(run), until: round.steps)
      }
      failures.merge(try train(left, until: round.steps, work)) { $1 }
      guard !work.shouldStop() else { break }
      guard number + 1 < rounds.count else { break }
      going = best(rounds[number + 1].count, of: going, within: round.steps, failures)
    }
    let isStopped = work.shouldStop()
    return SweepResults(
      runs.map { run in
        var outcome = SweepOutcome(run, failure: failures[run.name])
        if !going.contains(run.combination), outcome.state == .unfinished {
          outcome.state = .dropped
        }
        return outcome
      }, isStopped: isStopped)
  }

  private func isDone(_ outcome: SweepOutcome, until steps: Int) -> Bool {
    outcome.state == .complete || (outcome.state == .unfinished && outcome.steps >= steps)
  }

  /// Returns the combinations with the lowest mean losses over their seeds.
  private func best(
    _ count: Int, of combinations: Set<Int>, within steps: Int, _ failures: [String: String]
  ) -> Set<Int> {
    let losses = combinations.sorted().compactMap { number -> (Int, Double)? in
      let losses = runs.filter { $0.combination == number }.map { run in
        failures[run.name] == nil ? SweepOutcome(run).loss(within: steps) : nil
      }
      let known = losses.compactMap { $0 }
      guard known.count == losses.count else { return nil }
      return (number, known.reduce(0, +) / Double(known.count))
    }
    return Set(losses.sorted { $0.1 < $1.1 }.prefix(count).map(\.0))
  }

  // MARK: - Runs side by side

  /// State that the threads share.
  private final class Progress: Sendable {
    /// The index of the next run.
    let next = Atomic(0)
    /// Reasons for which runs failed, by their names.
    let failures = Mutex<[String: String]>([:])
  }

  /// Trains runs until a step, and returns the reasons for which some failed, by the names of runs.
  private func train(
    _ runs: [SweepRun], until step: Int, _ work: Work
  ) throws -> [String: String] {
    guard let first = runs.first else { return [:] }
    // Without text no run can start.
    do { _ = try text(of: first, work) } catch let error as CorpusError { throw error } catch {}
    // The longest runs come first, so that no processor waits long at the end.
    let order = runs.map { ($0, $0.expectedWork) }.sorted { $0.1 > $1.1 }.map(\.0)
    let jobs = min(work.jobs, runs.count)
    work.report(.started(runs: runs.count, jobs: jobs))
    let progress = Progress()
    let worker: @Sendable () -> Void = {
      while !work.shouldStop() {
        let index = progress.next.add(1, ordering: .relaxed).oldValue
        guard index < order.count else { return }
        let run = order[index]
        var failure: String?
        do { try train(run, until: step, work) } catch { failure = "\(error)" }
        if let failure { progress.failures.withLock { $0[run.name] = failure } }
        work.report(.ended(SweepOutcome(run, failure: failure)))
      }
    }
    let others = DispatchGroup()
    for _ in 1..<jobs {
      others.enter()
      let thread = Thread {
        worker()
        others.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    worker()
    others.wait()
    return progress.failures.withLock { $0 }
  }

  private func train(_ run: SweepRun, until last: Int, _ work: Work) throws {
    let isStarted = run.isStarted
    let data = try text(of: run, work)
    let trainer = try Trainer(
      data, isStarted ? run.resumed() : run.configuration,
      start: isStarted ? .checkpoint : .fresh, directory: run.directory, sources: sources,
      threads: threads)
    // Many short runs are compared by their losses.
    trainer.measuresLines = false
    var step = 0
    _ = try trainer.run(shouldStop: { work.shouldStop() || step >= last }) { event in
      guard case .step(let report) = event else { return }
      step = report.step
      work.report(.step(run, report))
    }
  }

  /// Returns the text of a run, read once for all runs with the same settings of text.
  private func text(of run: SweepRun, _ work: Work) throws -> TrainingData {
    var settings = TrainingConfiguration()
    settings.takeText(from: run.configuration)
    let isDrawn = settings.validationSplit != .last
    settings.splitSeed = isDrawn ? run.configuration.heldOutSeed : nil
    // Each run checks its own.
    settings.window = 1
    let data = try texts.value(settings) {
      let data = try TrainingData(
        sources.reader(sources.corpus),
        validation: sources.validation.isEmpty ? nil : sources.reader(sources.validation),
        settings, cache: cache)
      for warning in data.warnings { work.report(.warning(warning)) }
      return data
    }
    return data.with(splitSeed: run.configuration.splitSeed)
  }
}
