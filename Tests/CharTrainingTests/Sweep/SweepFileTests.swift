import CharIO
import CharNetwork
import CharTraining
import Foundation
import Testing

@Suite("A sweep file")
struct SweepFileTests {
  private func runs(_ yaml: String) throws -> [SweepRun] {
    try Sweep(SweepFile(yaml: yaml, path: "s.yaml"), TrainingSources(), directory: "out").runs
  }

  @Test("makes a run of every combination of the listed values, with every seed")
  func grid() throws {
    let runs = try runs(
      "steps: 7\ngrid:\n  hidden: [8, 16]\n  network.cell: [gru, lstm]\nseeds: [3, 5]\n")
    #expect(runs.count == 8 && Set(runs.map(\.name)).count == 8)
    #expect(runs[0].name == "hidden=8,network.cell=gru,seed=3")
    #expect(runs[7].directory == "out/hidden=16,network.cell=lstm,seed=5")
    #expect(runs.map(\.configuration.network.hiddenSize) == [8, 8, 8, 8, 16, 16, 16, 16])
    #expect(runs.map(\.seed) == [3, 5, 3, 5, 3, 5, 3, 5])
    #expect(runs.allSatisfy { $0.configuration.steps == 7 })
    #expect(runs.map(\.combination) == [0, 0, 1, 1, 2, 2, 3, 3])
  }

  @Test("measures runs of several seeds on the same text, and leaves that of one seed alone")
  func splitSeed() throws {
    #expect(try runs("seed: 4\nseeds: 2").map(\.configuration.splitSeed) == [4, 4])
    #expect(try runs("seeds: 2\nsplit-seed: 9").map(\.configuration.splitSeed) == [9, 9])
    #expect(try runs("seed: 4").map(\.configuration.splitSeed) == [nil])
  }

  @Test("draws values in their ranges, the same every time, others with another seed")
  func random() throws {
    let yaml = """
      random:
        rate: {log_uniform: [0.001, 0.1]}
        dropout: {uniform: [0, 0.5]}
        hidden: {log_uniform: [8, 512]}
        cell: {choices: [gru, lstm, elman]}
      runs: 200

      """
    let runs = try runs(yaml)
    #expect(runs.count == 200)
    let rates = runs.map { $0.configuration.optimizer.peakRate }
    #expect(rates.allSatisfy { (0.001...0.1).contains($0) })
    // Half of the logarithms lie below the geometric mean: 100 ± 5 standard deviations.
    #expect((65...135).contains(rates.count { $0 < 0.01 }))
    let dropout = runs.map(\.configuration.network.dropout)
    #expect(dropout.allSatisfy { (0...0.5).contains($0) } && Set(dropout).count > 150)
    #expect(runs.map(\.configuration.network.hiddenSize).allSatisfy { (8...512).contains($0) })
    #expect(Set(runs.map(\.configuration.network.cell)).count == 3)
    #expect(try self.runs(yaml).map(\.name) == runs.map(\.name))
    #expect(try self.runs(yaml + "seed: 1\n").map(\.name) != runs.map(\.name))
    // More draws keep the first ones.
    let more = try self.runs(yaml.replacing("runs: 200", with: "runs: 201"))
    #expect(more.dropLast().map(\.name) == runs.map(\.name))
  }

  @Test("says line, column and problem where it is wrong")
  func problems() {
    let cases: [(yaml: String, place: String, problem: String)] = [
      ("grid: [1, 2", ":2:1: ", "expected"),
      ("steps: 5\nstepz: 7\n", ":2:1: ", "stepz is no setting"),
      ("steps: 5\nsteps: 7\n", ":1:1: ", "steps stands there twice"),
      ("hidden: 5\nnetwork: {hidden_size: 6}\n", ":2:11: ", "the same setting"),
      ("grid:\n  hidden: 8\n", ":2:11: ", "give a list of values"),
      ("grid:\n  hidden: [8, many]\n", ":2:15: ", "many is not a whole number"),
      ("grid:\n  hidden: [8, 0]\n", ":2:15: ", "0 is out of range"),
      ("grid:\n  hidden: [8, {a: 1}]\n", ":2:15: ", "neither text"),
      ("grid:\n  hidden: [8, 9, 8]\n", ":2:18: ", "8 stands there twice"),
      ("grid:\n  hiddn: [8]\n", ":2:3: ", "hiddn is no setting"),
      ("hidden: 9\ngrid:\n  hidden: [8]\n", ":3:3: ", "hidden stands there twice"),
      ("grid:\n  seed: [8]\n", ":2:3: ", "seeds: [1, 2, 3]"),
      ("grid: []\n", ":1:1: ", "grid is a mapping"),
      ("random:\n  rate: [1, 2]\nruns: 2\n", ":2:9: ", "log_uniform"),
      ("random:\n  rate: {uniform: [2, 1]}\nruns: 2\n", ":2:19: ", "lower one first"),
      (
        "random:\n  rate: {log_uniform: [0, 1]}\nruns: 2\n", ":2:24: ",
        "numbers above 0"
      ),
      ("random:\n  rate: {normal: [0, 1]}\nruns: 2\n", ":2:10: ", "normal: give"),
      ("random:\n  rate: {uniform: [1, 2]}\n", ":1:1: ", "runs: 20"),
      ("runs: 3\n", ":1:1: ", "there is none"),
      ("seeds: [1, 1]\n", ":1:8: ", "different whole numbers"),
      ("seeds: none\n", ":1:8: ", "a list of seeds, or their number"),
      ("seed: 1\nhalving: {factor: 1, steps: 5}\n", ":2:19: ", "2 or more"),
      ("steps: 9\nhalving: {factor: 3}\n", ":2:1: ", "needs the steps"),
      ("halving: {steps: 5}\n", ":1:1: ", "one number of steps"),
      ("steps: 5\nhalving: {steps: 5}\n", ":2:1: ", "not shorter"),
      ("steps: 9\neval-every: 2\nhalving: {steps: 5}\n", ":3:1: ", "multiple"),
      ("threads: 0\n", ":1:1: ", "1 to 4096"),
      ("corpus: '-'\n", ":1:1: ", "name files instead of -"),
      ("resume: true\n", ":1:1: ", "no meaning in a sweep"),
      ("epochs: 1\ngrid:\n  average-decay: [0.9]\n", ":3:19: ", "needs"),
    ]
    for (yaml, place, problem) in cases {
      do {
        _ = try runs(yaml)
        Issue.record("no error: \(yaml)")
      } catch {
        let text = "\(error)"
        #expect(
          text.hasPrefix("s.yaml:") && text.contains(place) && text.contains(problem),
          "\(yaml): \(text)")
      }
    }
  }
}

@Suite("Successive halving")
struct HalvingTests {
  @Test("trains fewer runs for more steps in each round, the last ones to their end")
  func rounds() {
    var halving = Halving()
    halving.steps = 100
    func rounds(_ count: Int, _ steps: Int) -> [[Int]] {
      halving.rounds(count: count, steps: steps).map { [$0.count, $0.steps] }
    }
    #expect(rounds(9, 900) == [[9, 100], [3, 300], [1, 900]])
    #expect(rounds(10, 700) == [[10, 100], [4, 300], [2, 700]])
    #expect(rounds(2, 1_000_000) == [[2, 100], [1, 1_000_000]])
    #expect(rounds(1, 900) == [[1, 900]])
  }
}
