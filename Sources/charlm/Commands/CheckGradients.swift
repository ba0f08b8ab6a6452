import ArgumentParser
import CharNetwork
import CharNumerics
import CharOracle

/// The command `charlm check-gradients`.
struct CheckGradients: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-gradients",
    abstract: "Compare a network's gradients with those of a computational graph.",
    discussion: """
      Builds a network twice, as it is trained and as a graph in double precision, and compares \
      three gradients of one window, tensor by tensor: written by hand, by the graph, and by central \
      differences of the graph's loss. The status is 1 if a tensor disagrees.

      The network is small: --hidden is 5 and --embedding 4 unless given.
      """)

  @OptionGroup(title: "Network") var network: NetworkOptions
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

  private var configuration: NetworkConfiguration {
    var configuration = NetworkConfiguration()
    (configuration.hiddenSize, configuration.embeddingSize) = (5, 4)
    network.apply(to: &configuration)
    regularization.apply(to: &configuration, embedding: network.embedding)
    return configuration
  }

  /// The network without what draws at random.
  private func makeNetwork() throws -> CharacterNetwork {
    try CharacterNetwork(configuration.undisturbed, vocabularySize: vocabulary ?? 9)
  }

  func validate() throws {
    for (name, value, limits) in [
      ("steps", steps ?? 6, 1...1000), ("lanes", lanes ?? 3, 1...1000),
      ("vocabulary", vocabulary ?? 9, 2...100_000),
    ] where !limits.contains(value) {
      throw ValidationError(
        "\(name): \(value) is out of range; give \(limits.lowerBound) to \(limits.upperBound)")
    }
    try checkingFlags { try configuration.validate() }
    let network = try makeNetwork()
    try checkSize(network)
    _ = try brokenSlot(of: network)
  }

  /// The tensor to be spoilt, named with or without its `rnn.`.
  private func brokenSlot(of network: CharacterNetwork) throws -> Slot? {
    guard let broken else { return nil }
    guard let slot = network.layout[broken] ?? network.layout["rnn.\(broken)"] else {
      let names = network.layout.slots.map(\.name).joined(separator: ", ")
      throw ValidationError("--break: no tensor \(broken); there are \(names)")
    }
    return slot
  }

  /// Central differences compute the loss at least four times for each weight.
  private func checkSize(_ network: CharacterNetwork) throws {
    let weights = Double(network.layout.count)
    guard weights * weights * Double(steps ?? 6) * Double(lanes ?? 3) <= 1e11 else {
      throw ValidationError(
        "\(network.layout.count.grouped) weights, each to be changed several times, are too many; "
          + "give a smaller --hidden, --embedding, --vocabulary, --steps or --lanes")
    }
  }

  func run() throws {
    let network = try makeNetwork()
    let slot = try brokenSlot(of: network)
    if configuration.drawsAtRandom {
      Console.warning("dropout and zoneout draw at random; they are left out")
    }
    var random = RandomSource(seed: seed ?? 0)
    var parameters = network.layout.initialize(from: &random)
    // Away from zero, so that no gradient hides.
    for i in parameters.values.indices { parameters.values[i] += 0.2 * (random.nextFloat() - 0.5) }
    let check = GradientCheck(network, parameters, windows: windows(&random)) { gradient in
      if let slot { for i in slot.range { gradient[i] *= 1.001 } }
    }
    let report = GradientReport(check: check)
    try Console.write(json ? report.object.text + "\n" : report.text)
    let wrong = check.tensors.filter { !$0.agrees }.map(\.slot.name)
    guard wrong.isEmpty else {
      throw Failure(
        "\(wrong.joined(separator: ", ")): "
          + (wrong.count == 1 ? "this gradient is" : "these gradients are") + " beyond the limits")
    }
  }

  /// Two windows of random tokens, with documents that start at their beginning and inside. The first
  /// leaves a state behind that the second one goes on from.
  private func windows(_ random: inout RandomSource) -> [TokenBatch] {
    let (steps, lanes) = (steps ?? 6, lanes ?? 3)
    var tokens = (0..<(2 * steps + 1) * lanes).map { _ in
      random.next() % 8 == 0 ? 1 : Int32(random.next() % UInt64(vocabulary ?? 9))
    }
    // In any case the first lane starts one, and the last lane one inside the second window.
    tokens[0] = 1
    tokens[(steps + steps / 2 + 1) * lanes - 1] = 1
    return [0, steps].map { first in
      func rows(_ start: Int) -> [Int32] { Array(tokens[start * lanes..<(start + steps) * lanes]) }
      return TokenBatch(
        steps: steps, lanes: lanes, inputs: rows(first), targets: rows(first + 1), boundary: 1)
    }
  }
}
