import ArgumentParser
import CharIO
import CharNetwork
import CharNumerics
import CharOracle
import CharReport

/// The command `charlm check-gradients`.
struct CheckGradients: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-gradients",
    abstract: "Compare a network's gradients with those of a computational graph.",
    discussion: """
      Builds a network twice, as it is trained and as a graph in double precision, and compares \
      three gradients of one window, tensor by tensor: written by hand, by the graph, and by central \
      differences of the graph's loss. The status is 1 if a tensor disagrees.
      """)

  /// The size of the network, which is small unless given.
  struct SmallSizeOptions: ParsableArguments {
    @Option(help: "Units of a layer. (default: 5)") var hidden: Int?
    @Option(help: "Width of a token's vector; with --tie-embeddings that of a layer. (default: 4)")
    var embedding: Int?
  }

  @Option(
    help: "Predict the next character, tag each character or classify texts. (default: predict)")
  var task: GradientProblem.Task?

  @Option(help: "With --task tag and classify: both directions, or forward. (default: both)")
  var direction: Direction?

  @Option(help: "With --task classify: what is made of all steps of a text. (default: mean)")
  var pool: Pooling?

  @OptionGroup(title: "Network") var layers: LayerOptions
  @OptionGroup(title: "Network") var size: SmallSizeOptions
  @OptionGroup(title: "Network") var details: CellOptions
  @OptionGroup(title: "Network") var regularization: RegularizationOptions

  @Option(help: "Steps of the window. (default: 6)")
  var steps: Int?

  @Option(help: "Lanes of the window. (default: 3)")
  var lanes: Int?

  @Option(help: "Tokens of the vocabulary. (default: 9)")
  var vocabulary: Int?

  @Option(help: "Where weights and tokens come from. (default: 0)")
  var seed: UInt64?

  @Option(
    name: .customLong("break"),
    help: "Spoil the hand-written gradient of this tensor, by a thousandth.")
  var broken: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  private var samples: GradientSamples {
    GradientSamples(steps: steps ?? 6, lanes: lanes ?? 3, vocabulary: vocabulary ?? 9)
  }

  private var configuration: NetworkConfiguration {
    var configuration = NetworkConfiguration()
    (configuration.hiddenSize, configuration.embeddingSize) = (5, 4)
    details.apply(to: &configuration)
    layers.change(&configuration)
    configuration.hiddenSize = size.hidden ?? configuration.hiddenSize
    configuration.embeddingSize = size.embedding ?? configuration.embeddingSize
    regularization.apply(to: &configuration, embedding: size.embedding)
    configuration.isBidirectional = (task ?? .predict) != .predict && direction != .forward
    return configuration
  }

  private func problem() throws -> GradientProblem {
    try GradientProblem(configuration, task ?? .predict, pooling: pool ?? .mean, samples)
  }

  func validate() throws {
    try checkRange("steps", steps, 1...1000)
    try checkRange("lanes", lanes, 1...1000)
    try checkRange("vocabulary", vocabulary, 2...100_000)
    guard direction == nil || (task ?? .predict) != .predict else {
      throw ValidationError("--direction needs --task tag or classify.")
    }
    guard pool == nil || task == .classify else {
      throw ValidationError("--pool needs --task classify.")
    }
    try checkingFlags {
      try configuration.validate()
      _ = try self.problem()
    }
    let problem = try self.problem()
    guard problem.isSmall else {
      throw ValidationError(
        "\(problem.layout.count.grouped) weights, each to be changed several times, are too many; "
          + "give a smaller --hidden, --embedding, --vocabulary, --steps or --lanes")
    }
    _ = try brokenSlot(of: problem.layout)
  }

  /// Returns the tensor to corrupt, named with or without `rnn.`.
  private func brokenSlot(of layout: ParameterLayout) throws -> Slot? {
    guard let broken else { return nil }
    guard let slot = layout[broken] ?? layout["rnn.\(broken)"] else {
      let names = layout.slots.map(\.name).joined(separator: ", ")
      throw ValidationError("--break: no tensor \(broken); there are \(names)")
    }
    return slot
  }

  func run() throws {
    let problem = try self.problem()
    let slot = try brokenSlot(of: problem.layout)
    if configuration.drawsAtRandom {
      Console.warning("dropout and zoneout draw at random; they are left out")
    }
    let result = problem.check(seed: seed ?? 0, spoiling: slot)
    try Console.show(GradientReport(result), asJSON: json)
    let wrong = result.tensors.filter { !$0.agrees }.map(\.slot.name)
    guard wrong.isEmpty else {
      throw Failure(
        "\(wrong.joined(separator: ", ")): "
          + (wrong.count == 1 ? "this gradient is" : "these gradients are") + " beyond the limits")
    }
  }
}

extension GradientProblem.Task: ExpressibleByArgument {}
