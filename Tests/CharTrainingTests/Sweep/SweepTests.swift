import CharLM
import CharText
import CharTraining
import Foundation
import Synchronization
import Testing

@Suite("A sweep")
struct SweepTests {
  private static let small = """
    embedding: 6
    layers: 1
    batch: 4
    eval-every: 4
    schedule: constant

    """

  /// The text and the sweep in a folder of their own.
  private func sweep(_ scratch: Scratch, _ yaml: String) throws -> Sweep {
    try FileManager.default.createDirectory(
      atPath: scratch.path, withIntermediateDirectories: true)
    let text = "\(scratch.path)/text.txt"
    try Data(rhyme.utf8).write(to: URL(fileURLWithPath: text))
    return try Sweep(
      SweepFile(
        yaml: Self.small + (yaml.contains("bptt") ? "" : "bptt: 9\n") + yaml, path: "s.yaml"),
      TrainingSources(corpus: [text]),
      directory: "\(scratch.path)/runs")
  }

  private func weights(_ run: SweepRun) throws -> Data { try bytes(.weights, in: run.directory) }

  @Test("gives each run the weights that it has alone, whatever the number of runs at its side")
  func alone() throws {
    let (one, other) = (Scratch(), Scratch())
    let yaml = "steps: 9\ngrid:\n  hidden: [7, 12]\n  cell: [gru, lstm]\nseeds: 2\n"
    let first = try sweep(one, yaml)
    let results = try first.run(jobs: 1)
    #expect(results.outcomes.allSatisfy { $0.state == .complete && $0.steps == 9 })
    let second = try sweep(other, yaml)
    _ = try second.run(jobs: 3)
    for (run, twin) in zip(first.runs, second.runs) {
      #expect(try weights(run) == weights(twin), "\(run.name)")
      let alone = Scratch()
      let data = try TrainingData(
        CorpusReader(paths: ["\(one.path)/text.txt"]), run.configuration)
      _ = try Trainer(data, run.configuration, directory: alone.path, threads: 1).run()
      #expect(try weights(run) == bytes(.weights, in: alone.path), "\(run.name)")
    }
  }

  @Test("goes on where it was stopped, and repeats no run that has ended")
  func resumes() throws {
    let (whole, cut) = (Scratch(), Scratch())
    let yaml = "steps: 10\ngrid:\n  hidden: [7, 12]\n"
    let expected = try sweep(whole, yaml)
    _ = try expected.run()
    let stopped = try sweep(cut, yaml)
    let steps = Mutex(0)
    let results = try stopped.run(
      jobs: 1, shouldStop: { steps.withLock { $0 >= 13 } },
      report: { if case .step = $0 { steps.withLock { $0 += 1 } } })
    #expect(results.isStopped && results.left == 1)
    #expect(results.outcomes.map(\.state) == [.unfinished, .complete])
    #expect(results.outcomes.map(\.steps) == [3, 10])
    let trained = Mutex<[String]>([])
    let rest = try stopped.run(report: { event in
      if case .ended(let outcome) = event { trained.withLock { $0.append(outcome.run.name) } }
    })
    #expect(!rest.isStopped && rest.left == 0 && trained.withLock { $0 } == ["hidden=7"])
    for (run, twin) in zip(expected.runs, stopped.runs) {
      #expect(try weights(run) == weights(twin), "\(run.name)")
    }
  }

  @Test("trains the other runs when one fails, and says why it did")
  func failure() throws {
    let scratch = Scratch()
    let results = try sweep(scratch, "steps: 4\nhidden: 7\ngrid:\n  bptt: [9, 100000]\n").run()
    #expect(results.outcomes[0].state == .complete)
    let reason = try #require(results.failures.first?.reason)
    #expect(results.failures.count == 1 && reason.contains("fewer than a window of 100000"))
    #expect(results.combinations.first?.values.first?.text == "9")
  }

  @Test("does not go on with a run that was started with other settings")
  func otherSettings() throws {
    let scratch = Scratch()
    _ = try sweep(scratch, "steps: 4\ngrid:\n  hidden: [7]\n").run()
    let longer = try sweep(scratch, "steps: 6\ngrid:\n  hidden: [7]\n").run()
    #expect(longer.outcomes.map(\.steps) == [6])
    let other = try sweep(scratch, "steps: 8\nclip-norm: 0.5\ngrid:\n  hidden: [7]\n").run()
    #expect(other.failures.first?.reason.contains("clip_norm") ?? false)
    #expect(other.outcomes.map(\.steps) == [6])
  }

  @Test("ends the worse runs early, and the best have the weights of a whole run")
  func halving() throws {
    let (rounds, whole) = (Scratch(), Scratch())
    let grid = "grid:\n  rate: [0.0001, 0.02, 0.0002, 0.01]\nsteps: 16\nhidden: 9\nseeds: 2\n"
    let halved = try sweep(rounds, grid + "halving: {factor: 2, steps: 4}\n")
    let results = try halved.run()
    let steps = results.outcomes.map(\.steps)
    #expect(steps.sorted() == [4, 4, 4, 4, 8, 8, 16, 16])
    // Runs with the same settings stay together.
    #expect(stride(from: 0, to: 8, by: 2).allSatisfy { steps[$0] == steps[$0 + 1] })
    let complete = results.outcomes.filter { $0.state == .complete }
    #expect(results.outcomes.count { $0.state == .dropped } == 6)
    #expect(results.combinations.first?.steps == 16)
    let expected = try sweep(whole, grid)
    _ = try expected.run()
    for outcome in complete {
      let twin = try #require(expected.runs.first { $0.name == outcome.run.name })
      #expect(try weights(outcome.run) == weights(twin))
    }
    // Nothing is left to do.
    #expect(try halved.run().outcomes.map(\.steps) == steps)
  }

  @Test("puts models that lose a part of the text last, and does not halve with them")
  func lossy() throws {
    let yaml = "steps: 4\nhidden: 7\ngrid:\n  casefold: [true, false]\n  normalize: [nfc, none]\n"
    let (scratch, other, third) = (Scratch(), Scratch(), Scratch())
    let results = try sweep(scratch, yaml).run()
    let combinations = results.combinations
    #expect(combinations.map(\.textLosses) == [[], [], [.caseFolding], [.caseFolding]])
    #expect(results.incomparable.count == 2)
    for pair in [combinations.prefix(2), combinations.suffix(2)] {
      let bits = pair.compactMap(\.bitsPerCharacter)
      #expect(bits == bits.sorted() && bits.count == 2)
    }
    // Models that all lose the same are compared.
    let folded = try sweep(other, "steps: 4\ncasefold: true\ngrid:\n  hidden: [7, 8]\n").run()
    #expect(folded.incomparable.isEmpty && folded.combinations.count == 2)
    #expect(throws: FileError.self) {
      try sweep(third, yaml + "evaluate_every: 2\nhalving: {factor: 2, steps: 2}\n")
    }
  }

  @Test("ranks by bits per character, not by the loss of tokens of another size")
  func units() throws {
    let scratch = Scratch()
    let results = try sweep(
      scratch, "steps: 4\nhidden: 7\ngrid:\n  unit: [byte, scalar]\n"
    ).run()
    let bits = results.combinations.compactMap(\.bitsPerCharacter)
    #expect(bits.count == 2 && bits == bits.sorted())
  }

  @Test("computes mean and deviation over the seeds")
  func deviation() throws {
    let scratch = Scratch()
    let results = try sweep(scratch, "steps: 4\nhidden: 7\nseeds: 3\n").run()
    let losses = results.outcomes.compactMap(\.nats)
    let mean = losses.reduce(0, +) / 3
    let squares = losses.reduce(0) { $0 + pow($1 - mean, 2) }
    let combination = try #require(results.combinations.first)
    #expect(losses.count == 3 && Set(losses).count == 3 && results.combinations.count == 1)
    #expect(abs(try #require(combination.mean) - mean) < 1e-12)
    #expect(abs(try #require(combination.deviation) - (squares / 2).squareRoot()) < 1e-12)
  }
}

@Suite("Shared values")
struct SharedTests {
  @Test("are computed once for each key, however many threads ask for them")
  func once() {
    let shared = Shared<Int, Int>()
    let made = Mutex<[Int]>([])
    let values = Mutex<[Int]>([])
    DispatchQueue.concurrentPerform(iterations: 40) { number in
      let key = number % 4
      let value = try? shared.value(key) {
        made.withLock { $0.append(key) }
        Thread.sleep(forTimeInterval: 0.001)
        return 10 * key
      }
      values.withLock { $0.append((value ?? -1) - 10 * key) }
    }
    #expect(made.withLock { $0.sorted() } == [0, 1, 2, 3])
    #expect(values.withLock { $0 } == [Int](repeating: 0, count: 40))
  }
}
