import CharLM
import CharNetwork
import CharNumerics
import CharSettings
import CharText
import CharTraining
import Foundation
import TestSupport
import Testing

@Suite("Frozen weights")
struct FreezingTests {
  private func freezing(embedding: Bool = false, layers: Int = 0) -> Freezing {
    var freezing = Freezing()
    (freezing.embedding, freezing.layers) = (embedding, layers)
    return freezing
  }

  /// Checks that exactly the frozen slots are still what a fresh network starts with.
  private func check(_ model: LanguageModel, frozen: Set<String>, seed: UInt64 = 0) {
    var random = RandomSource(seed: seed)
    let start = model.network.layout.initialize(from: &random)
    for slot in model.network.layout.slots {
      let isSame = model.parameters[slot].elementsEqual(start[slot]) {
        $0.bitPattern == $1.bitPattern
      }
      #expect(isSame == frozen.contains(slot.name), "\(slot.name)")
    }
  }

  @Test(
    "stay as they were, bit for bit, under every optimizer with weight decay",
    arguments: OptimizerConfiguration.Kind.allCases)
  func optimizers(_ kind: OptimizerConfiguration.Kind) throws {
    var configuration = smallConfiguration()
    configuration.optimizer.kind = kind
    configuration.optimizer.weightDecay = 0.1
    configuration.network.weightDropout = 0.2
    configuration.freezing = freezing(embedding: true, layers: 1)
    let scratch = Scratch()
    _ = try train(configuration, in: scratch.path)
    let last = try LanguageModel(contentsOf: scratch.path, weights: .last)
    let first = last.network.layout.slots.map(\.name).filter { $0.hasSuffix("_l0") }
    #expect(first.count == 4)
    check(last, frozen: Set(first + ["embedding.weight"]))
    let file = try Safetensors(contentsOf: ModelFile.checkpoint.path(in: scratch.path))
    let moments = try file.tensors.keys.filter { $0.hasPrefix("optimizer.") }
      .map { try file.floats($0, shape: [last.network.layout.count]) }
    for slot in last.network.layout.slots {
      let isFrozen = first.contains(slot.name) || slot.name == "embedding.weight"
      let isZero = moments.map { $0[slot.range].allSatisfy { $0 == 0 } }
      #expect(isFrozen ? !isZero.contains(false) : isZero.contains(false), "\(slot.name)")
      // Muon keeps moments of two kinds, each of some weights.
      if kind != .muon { #expect(Set(isZero).count == 1, "\(slot.name)") }
    }
  }

  @Test("are all of a layer's, whatever it is made of, and none of another's")
  func everything() throws {
    var configuration = smallConfiguration(steps: 6)
    configuration.network.cell = .gru
    configuration.network.layers = 3
    configuration.network.normalizesLayers = true
    configuration.network.transitionDepth = 2
    configuration.network.learnsInitialState = true
    configuration.network.outputLayers = 1
    configuration.freezing = freezing(layers: 2)
    let scratch = Scratch()
    _ = try train(configuration, in: scratch.path)
    let last = try LanguageModel(contentsOf: scratch.path, weights: .last)
    let names = last.network.layout.slots.map(\.name)
    let frozen = names.filter { $0.contains("_l0") || $0.contains("_l1") }
    #expect(frozen.count > 12)
    check(last, frozen: Set(frozen))
  }

  @Test("of a tied embedding are those of the output projection")
  func tied() throws {
    var configuration = smallConfiguration()
    configuration.network.embeddingSize = 12
    configuration.network.tiesEmbeddings = true
    configuration.freezing = freezing(embedding: true)
    let scratch = Scratch()
    _ = try train(configuration, in: scratch.path)
    check(
      try LanguageModel(contentsOf: scratch.path, weights: .last), frozen: ["embedding.weight"])
  }

  @Test("have no part in the norm by which gradients are clipped")
  func norm() throws {
    func firstNorm(_ freezing: Freezing?) throws -> Double {
      var configuration = smallConfiguration(steps: 1)
      configuration.freezing = freezing
      let data = try TrainingData(CorpusReader(text: rhyme), configuration)
      let scratch = Scratch()
      let trainer = try Trainer(data, configuration, directory: scratch.path, threads: 1)
      var norm = 0.0
      _ = try trainer.run(report: { if case .step(let step) = $0 { norm = step.gradientNorm } })
      return norm
    }
    let all = try firstNorm(nil)
    let withoutEmbedding = try firstNorm(freezing(embedding: true))
    let withoutLayers = try firstNorm(freezing(layers: 2))
    let neither = try firstNorm(freezing(embedding: true, layers: 2))
    #expect(neither > 0 && neither < min(withoutEmbedding, withoutLayers))
    // Squares of the parts add up.
    #expect(
      abs(
        all * all + neither * neither - withoutEmbedding * withoutEmbedding
          - withoutLayers * withoutLayers) < 1e-5 * all * all)
  }

  @Test("stay frozen in a run that is resumed, as in one that is not interrupted")
  func resumed() throws {
    var configuration = smallConfiguration(steps: 20)
    configuration.freezing = freezing(embedding: true, layers: 1)
    let (once, twice) = (Scratch(), Scratch())
    _ = try train(configuration, in: once.path)
    _ = try train(configuration, in: twice.path, stopAfter: 7)
    let run = try TrainingSources.ofRun(in: twice.path)
    #expect(run.configuration.freezing == configuration.freezing)
    _ = try train(run.configuration, in: twice.path, resumes: true)
    #expect(
      try LanguageModel(contentsOf: once.path, weights: .last).parameters
        == LanguageModel(contentsOf: twice.path, weights: .last).parameters)
  }

  @Test("are of layers that there are")
  func range() {
    var configuration = smallConfiguration()
    configuration.freezing = freezing(layers: 3)
    #expect(throws: SettingError.outOfRange("freezing.layers", value: "3", allowed: "0 to 2")) {
      try configuration.validate()
    }
  }
}
