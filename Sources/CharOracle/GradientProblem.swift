package import CharNetwork
package import CharNumerics

/// A network with random weights and random samples, on which its gradients are checked.
package struct GradientProblem {
  /// The task of the network.
  package enum Task: String, CaseIterable, Sendable {
    case predict, tag, classify

    /// Number of labels of a labeling network.
    fileprivate static let labels = 4

    fileprivate func head(_ pooling: Pooling) -> NetworkHead {
      switch self {
      case .predict: .nextToken
      case .tag: .tokenLabels(Self.labels)
      case .classify: .textLabels(Self.labels, pooling)
      }
    }
  }

  private let network: CharacterNetwork
  private let samples: GradientSamples

  /// Creates a problem. Dropout and zoneout, which draw at random, are left out of the network.
  ///
  /// - Parameters:
  ///   - configuration: the configuration of the network.
  ///   - task: its task.
  ///   - pooling: what a classifier makes of all steps of a text.
  ///   - samples: the size of the samples.
  /// - Throws: `NetworkError`.
  package init(
    _ configuration: NetworkConfiguration, _ task: Task, pooling: Pooling = .mean,
    _ samples: GradientSamples
  ) throws {
    network = try CharacterNetwork(
      configuration.undisturbed, vocabularySize: samples.vocabulary, head: task.head(pooling))
    self.samples = samples
  }

  /// The layout of the parameters.
  package var layout: ParameterLayout { network.layout }

  /// False if central differences would take too long: they compute the loss at least six times for each weight.
  package var isSmall: Bool {
    let weights = Double(layout.count)
    return weights * weights * Double(samples.steps * samples.lanes) <= 1e11
  }

  /// Compares the gradients of the network.
  ///
  /// - Parameters:
  ///   - seed: the seed of weights and samples.
  ///   - slot: a tensor whose hand-written gradient is spoiled by a thousandth; nil = none.
  /// - Returns: the check.
  package func check(seed: UInt64, spoiling slot: Slot? = nil) -> GradientCheck {
    var random = RandomSource(seed: seed)
    var parameters = layout.initialize(from: &random)
    // Away from zero, so that no gradient vanishes.
    for i in parameters.values.indices { parameters.values[i] += 0.2 * (random.nextFloat() - 0.5) }
    func damage(_ gradient: inout [Double]) {
      if let slot { for i in slot.range { gradient[i] *= 1.001 } }
    }
    guard network.head.readsWholeTexts else {
      return GradientCheck(network, parameters, windows: samples.windows(&random), damage: damage)
    }
    let batch = samples.sequences(
      labels: Task.labels, labelsSequences: network.head.pooling != nil, &random)
    return GradientCheck(network, parameters, batch: batch, damage: damage)
  }
}
