import CharLM
import CharNetwork
import CharNumerics
import CharText
import TestSupport
import Testing

/// A network to export, by what is special about it.
struct ExportCase: CustomTestStringConvertible {
  let testDescription: String
  let configuration: NetworkConfiguration

  /// A case of the family, of more units: of few, normalized layers make chaos out of rounding.
  init(_ test: NetworkCase) {
    var configuration = test.configuration
    configuration.hiddenSize = 16
    configuration.embeddingSize = configuration.tiesEmbeddings ? 16 : 5
    (testDescription, self.configuration) = (test.testDescription, configuration)
  }

  init(_ name: String, _ cell: CellKind, _ change: (inout NetworkConfiguration) -> Void = { _ in })
  {
    var configuration = NetworkConfiguration()
    configuration.cell = cell
    configuration.hiddenSize = 16
    configuration.embeddingSize = 5
    change(&configuration)
    testDescription = "\(cell.rawValue), \(name)"
    self.configuration = configuration
  }

  /// A model with every parameter away from zero, small enough that no cell grows without bounds.
  func make(tokenizer: Tokenizer? = nil) throws -> LanguageModel {
    let tokenizer = try tokenizer ?? makeTokenizer()
    let network = try CharacterNetwork(
      configuration, vocabularySize: tokenizer.vocabulary.count)
    var random = RandomSource(seed: 3)
    var parameters = network.layout.initialize(from: &random)
    for i in parameters.values.indices {
      parameters.values[i] = 0.5 * parameters.values[i] + 0.4 * (random.nextFloat() - 0.5)
    }
    return LanguageModel(tokenizer: tokenizer, network: network, parameters: parameters)
  }

  /// What PyTorch has modules for.
  static let library: [ExportCase] = [
    ExportCase("as it comes", .elman), ExportCase("as it comes", .lstm),
    ExportCase("as it comes", .gru),
    ExportCase("relu, one layer", .elman) { ($0.activation, $0.layers) = (.relu, 1) },
    ExportCase("three layers without biases", .lstm) { ($0.layers, $0.hasBiases) = (3, false) },
    ExportCase("without biases", .gru) { $0.hasBiases = false },
    ExportCase("tied", .gru) { ($0.embeddingSize, $0.tiesEmbeddings) = (16, true) },
    ExportCase("input and output layers", .lstm) { ($0.inputLayers, $0.outputLayers) = (2, 3) },
    ExportCase("residual, one layer", .gru) { ($0.isResidual, $0.layers) = (true, 1) },
    ExportCase("what only training sees", .lstm) {
      ($0.dropout, $0.locksDropout, $0.weightDropout) = (0.3, true, 0.2)
    },
    ExportCase("one unit", .lstm) { $0.hiddenSize = 1 },
  ]

  /// What it has none for.
  static let own: [ExportCase] =
    CellKind.allCases.flatMap(combinations)
    + [CellKind.lstm, .peephole].flatMap { cell in
      LSTMAblation.allCases.map { ablation in
        ExportCase("\(ablation), gates fed back, normalized, zoneout, learned state", cell) {
          $0.ablations = [ablation, .fullGateRecurrence]
          ($0.normalizesLayers, $0.zoneout, $0.learnsInitialState) = (true, 0.1, true)
        }
      }
    }
    + [
      ExportCase("no gates, one layer", .lstm) {
        $0.ablations = [.noInputGate, .noForgetGate, .noOutputGate]
        $0.layers = 1
      },
      ExportCase("one gate, fed back", .peephole) {
        $0.ablations = [.noInputGate, .noOutputGate, .fullGateRecurrence]
      },
      ExportCase("reset before, without biases, normalized, deep", .gru) {
        ($0.reset, $0.hasBiases) = (.before, false)
        ($0.normalizesLayers, $0.transitionDepth) = (true, 2)
      },
      ExportCase("one unit, skip, eleven layers", .elman) {
        ($0.hiddenSize, $0.usesSkipConnections, $0.layers) = (1, true, 11)
      },
    ]

  /// All of these, and what every law is tested over.
  static let all = NetworkCase.all.map { ExportCase($0) } + library + own

  /// Options together.
  private static func combinations(_ cell: CellKind) -> [ExportCase] {
    var cases = [
      ExportCase("skip, residual, output layers", cell) {
        ($0.usesSkipConnections, $0.isResidual, $0.layers, $0.outputLayers) = (true, true, 3, 2)
      },
      ExportCase("normalized, without biases, zoneout, learned state", cell) {
        ($0.normalizesLayers, $0.hasBiases) = (true, false)
        ($0.zoneout, $0.learnsInitialState) = (0.1, true)
      },
    ]
    if cell.multipliesState {
      cases.append(
        ExportCase("deep, normalized, zoneout, learned state, residual", cell) {
          ($0.transitionDepth, $0.normalizesLayers, $0.learnsInitialState) = (3, true, true)
          ($0.zoneout, $0.isResidual) = (0.3, true)
        })
      cases.append(
        ExportCase("deep, without biases", cell) {
          ($0.transitionDepth, $0.hasBiases) = (2, false)
        })
    }
    return cases
  }
}
