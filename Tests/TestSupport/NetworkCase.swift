public import CharNetwork
public import CharNumerics
public import Testing

/// A network of the family, small: a cell and what stands around it. A law that is tested over `all` is
/// tested over every cell and every option.
public struct NetworkCase: Sendable, CustomTestStringConvertible {
  /// What it is made of: two layers of five units unless its name says otherwise.
  public var configuration: NetworkConfiguration
  /// Its name in a report.
  public let testDescription: String

  private init(
    _ cell: CellKind, _ name: String = "", _ change: (inout NetworkConfiguration) -> Void = { _ in }
  ) {
    configuration = NetworkConfiguration()
    configuration.cell = cell
    configuration.hiddenSize = 5
    configuration.embeddingSize = 3
    change(&configuration)
    testDescription = name.isEmpty ? cell.rawValue : "\(cell.rawValue), \(name)"
  }

  /// Every cell as it comes.
  public static let cells = CellKind.allCases.map { NetworkCase($0) }

  /// The options that cells have of their own.
  public static let cellOptions: [NetworkCase] =
    [CellKind.elman, .jordan].flatMap { cell in
      [Activation.sigmoid, .relu].map { activation in
        NetworkCase(cell, activation.rawValue) { $0.activation = activation }
      }
    }
    + [CellKind.lstm, .peephole].flatMap { cell in
      LSTMAblation.allCases.map { ablation in
        NetworkCase(cell, ablation.rawValue) { $0.ablations = [ablation] }
      }
    }
    + [
      NetworkCase(.cifg, "full gate recurrence, no output gate") {
        $0.ablations = [.fullGateRecurrence, .noOutputGate]
      },
      NetworkCase(.lstm, "two gates, candidate not squashed, full gate recurrence") {
        $0.ablations = [.noInputGate, .noInputActivation, .fullGateRecurrence]
      },
      NetworkCase(.gru, "reset before") { $0.reset = .before },
      NetworkCase(.ctrnn, "half a time step") { $0.timeStep = 0.5 },
    ]
    + CellKind.allCases.map { cell in NetworkCase(cell, "no biases") { $0.hasBiases = false } }

  /// What can stand around any cell.
  public static let surroundings: [NetworkCase] =
    CellKind.allCases.flatMap { cell in
      var cases = [
        NetworkCase(cell, "tied") {
          $0.tiesEmbeddings = true
          $0.embeddingSize = $0.hiddenSize
        },
        NetworkCase(cell, "residual") { $0.isResidual = true },
        NetworkCase(cell, "layer normalization") { $0.normalizesLayers = true },
        NetworkCase(cell, "learned state") { $0.learnsInitialState = true },
        NetworkCase(cell, "zoneout") { $0.zoneout = 0.3 },
        NetworkCase(cell, "skip, three layers") {
          $0.usesSkipConnections = true
          $0.layers = 3
        },
      ]
      if cell.multipliesState {
        cases.append(NetworkCase(cell, "deep transition") { $0.transitionDepth = 3 })
      }
      return cases
    }
    + [
      NetworkCase(.lstm, "label smoothing") { $0.labelSmoothing = 0.1 },
      NetworkCase(.lstm, "deep input and output") {
        $0.inputLayers = 2
        $0.outputLayers = 2
      },
      NetworkCase(.lstm, "deep input, tied, one layer") {
        $0.inputLayers = 1
        $0.layers = 1
        $0.tiesEmbeddings = true
        $0.embeddingSize = $0.hiddenSize
      },
      NetworkCase(.gru, "skip, residual, deep input and output") {
        $0.usesSkipConnections = true
        $0.isResidual = true
        $0.inputLayers = 1
        $0.outputLayers = 1
      },
      NetworkCase(.gru, "reset before, normalized, deep transition, learned state") {
        $0.reset = .before
        $0.normalizesLayers = true
        $0.transitionDepth = 2
        $0.learnsInitialState = true
      },
      NetworkCase(.cifg, "everything at once") {
        $0.ablations = [.fullGateRecurrence, .noInputActivation]
        $0.normalizesLayers = true
        $0.transitionDepth = 2
        $0.learnsInitialState = true
        $0.usesSkipConnections = true
        $0.isResidual = true
        $0.inputLayers = 1
        $0.outputLayers = 1
        $0.layers = 3
      },
    ]

  /// All of them.
  public static let all = cells + cellOptions + surroundings

  /// The network with every parameter away from zero, so that no gradient hides.
  public func make(vocabulary: Int = 7, seed: UInt64 = 1) throws
    -> (network: CharacterNetwork, parameters: Parameters)
  {
    try makeNetwork(configuration, vocabulary: vocabulary, seed: seed)
  }
}
