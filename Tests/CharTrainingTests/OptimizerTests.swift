import CharNetwork
import CharNumerics
import CharTraining
import Foundation
import TestSupport
import Testing

/// Each optimizer against its definition in Double, one number at a time.
@Suite("Optimizers")
struct OptimizerTests {
  /// What PyTorch's class of the name does, with its bias correction and its placing of decay.
  private func reference(
    _ kind: OptimizerConfiguration.Kind, _ c: OptimizerConfiguration, w: inout Double, g: Double,
    m: inout Double, v: inout Double, step: Int, rate: Double, decays: Bool
  ) {
    let decay = decays ? c.decay : 0
    let coupled = g + decay * w
    switch kind {
    case .adamw, .adam:
      let gradient = kind == .adamw ? g : coupled
      if kind == .adamw { w -= rate * decay * w }
      m = c.beta1 * m + (1 - c.beta1) * gradient
      v = c.beta2 * v + (1 - c.beta2) * gradient * gradient
      let mean = m / (1 - pow(c.beta1, Double(step)))
      let square = v / (1 - pow(c.beta2, Double(step)))
      w -= rate * mean / (square.squareRoot() + c.epsilon)
    case .rmsprop:
      v = c.beta2 * v + (1 - c.beta2) * coupled * coupled
      w -= rate * coupled / (v.squareRoot() + c.epsilon)
    case .sgd:
      m = c.momentum * m + coupled
      w -= rate * m
    case .muon:
      Issue.record("Muon's updates are not of one number at a time")
    }
  }

  @Test(
    "follow their definitions, matrices with decay and biases without",
    arguments: OptimizerConfiguration.Kind.allCases.filter { $0 != .muon })
  func definition(_ kind: OptimizerConfiguration.Kind) throws {
    var configuration = OptimizerConfiguration()
    configuration.kind = kind
    configuration.weightDecay = 0.1
    let (network, start) = try makeNetwork(.lstm)
    var optimizer = configuration.makeOptimizer(for: network)
    #expect(optimizer.moments.values.allSatisfy { $0.count == network.layout.count })

    var parameters = start
    var w = start.values.map(Double.init)
    var m = w.map { _ in 0.0 }, v = m
    let rate = 0.05, scale = 0.5, clip = 0.3
    let windows = makeWindows(count: 4, steps: 5, lanes: 2, vocabulary: 7)
    withSerialKernels {
      let weights = network.packedWeights()
      var workspace = network.makeWorkspace(steps: 5, lanes: 2, weights: weights)
      var state = network.initialState(lanes: 2)
      var gradient = Gradient(layout: network.layout)
      for (index, batch) in windows.enumerated() {
        weights.pack(parameters)
        network.prepare(&workspace, parameters)
        _ = network.lossAndGradient(
          batch, parameters, state: &state, workspace: &workspace, gradient: &gradient, scale: 1,
          dropoutKey: 0)
        let clipping = Clipping(norm: 2, limit: 1, value: clip)
        #expect(clipping.scale == scale)
        optimizer.update(
          &parameters, gradient, step: index + 1, rate: rate, clipping: clipping,
          team: Team(threads: 2))
        for slot in network.layout.slots {
          for i in slot.range {
            let g = min(max(Double(gradient.values[i]) * scale, -clip), clip)
            reference(
              kind, configuration, w: &w[i], g: g, m: &m[i], v: &v[i], step: index + 1,
              rate: rate, decays: slot.name.contains("weight"))
          }
        }
      }
    }
    #expect(parameters.values != start.values)
    let largest = zip(parameters.values, w).map { abs(Double($0) - $1) }.max() ?? 1
    #expect(largest < 2e-5)
  }

  @Test(
    "let matrices decay and nothing else: no bias, gain, peephole or learned initial state",
    arguments: OptimizerConfiguration.Kind.allCases)
  func decay(_ kind: OptimizerConfiguration.Kind) throws {
    var optimizer = OptimizerConfiguration()
    optimizer.kind = kind
    optimizer.weightDecay = 0.1
    for cell in CellKind.allCases {
      var configuration = NetworkConfiguration()
      configuration.cell = cell
      (configuration.hiddenSize, configuration.embeddingSize) = (6, 5)
      configuration.learnsInitialState = true
      (configuration.inputLayers, configuration.outputLayers) = (1, 1)
      configuration.normalizesLayers = cell == .lstm
      let network = try CharacterNetwork(configuration, vocabularySize: 9)
      var parameters = Parameters(layout: network.layout)
      parameters.values = parameters.values.map { _ in 1 }
      var updates = optimizer.makeOptimizer(for: network)
      updates.update(
        &parameters, Gradient(layout: network.layout), step: 1, rate: 0.1,
        clipping: Clipping(norm: 0, limit: nil, value: nil), team: Team(threads: 1))
      for slot in network.layout.slots {
        let isMatrix =
          slot.shape.count == 2 && !slot.name.contains("initial")
        let moved = parameters[slot].contains { $0 != 1 }
        #expect(moved == isMatrix, "\(cell) \(slot.name)")
      }
    }
  }

  @Test("clipping by norm leaves short gradients alone")
  func clipping() {
    #expect(Clipping(norm: 0.5, limit: 1, value: nil).scale == 1)
    #expect(Clipping(norm: 4, limit: 1, value: nil).scale == 0.25)
    #expect(Clipping(norm: 4, limit: nil, value: nil).scale == 1)
  }
}
