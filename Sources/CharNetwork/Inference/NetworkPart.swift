internal import CharNumerics

/// Some units of every layer, and some rows of the output: the share of one thread where several threads
/// read one stream. A part of all units is the network itself.
final class NetworkPart: Sendable {
  /// Cells of these units alone; their recurrent products read all units.
  let stack: RecurrentStack
  let units: Range<Int>
  /// The tokens whose logits it computes.
  let tokens: Range<Int>
  let outputWeight, outputBias: Slot
  /// The weights of stack and output.
  let parameters: Parameters
  let weights: PackedWeights
  /// The first layer's projection of every token, if it is not too large.
  let table: TokenTable?

  /// All of a network.
  convenience init(
    _ network: CharacterNetwork, _ parameters: Parameters, _ precision: Precision
  ) {
    self.init(
      network, parameters,
      packedIn: PackedWeights(network.productSlots, precision: precision, trains: false))
  }

  /// All of a network, packed into the memory of earlier weights.
  init(_ network: CharacterNetwork, _ parameters: Parameters, packedIn weights: PackedWeights) {
    stack = network.stack
    units = 0..<network.configuration.hiddenSize
    tokens = 0..<network.outputBias.count
    (outputWeight, outputBias) = (network.outputWeight, network.outputBias)
    self.parameters = parameters
    self.weights = weights
    weights.pack(parameters)
    table = TokenTable(stack, parameters, weights)
  }

  /// Some units: of every slot, their rows, gate by gate.
  init(
    of network: CharacterNetwork, _ all: Parameters, _ precision: Precision, units: Range<Int>,
    tokens: Range<Int>
  ) {
    let h = network.configuration.hiddenSize
    var layout = ParameterLayout()
    stack = RecurrentStack(
      network.configuration, vocabularySize: network.vocabularySize, units: units.count,
      layout: &layout)
    let slots = layout.slots
    outputWeight = layout.append(
      "output.weight", shape: [tokens.count, h], role: .tokenMatrix, initialization: .zero)
    outputBias = layout.append(
      "output.bias", shape: [tokens.count], role: .tokenVector, initialization: .zero)
    var parameters = Parameters(layout: layout)
    for slot in slots {
      guard let whole = network.layout[slot.name] else { continue }
      parameters[slot] =
        slot.shape == whole.shape
        ? all[whole] : NetworkPart.rows(of: all[whole], whole.shape, units, of: h)[...]
    }
    parameters[outputWeight] =
      NetworkPart.rows(
        of: all[network.outputWeight], network.outputWeight.shape, tokens,
        of: network.vocabularySize)[...]
    parameters[outputBias] =
      NetworkPart.rows(
        of: all[network.outputBias], network.outputBias.shape, tokens,
        of: network.vocabularySize)[...]
    self.units = units
    self.tokens = tokens
    self.parameters = parameters
    weights = PackedWeights(
      stack.productSlots + [outputWeight], precision: precision, trains: false)
    weights.pack(parameters)
    table = TokenTable(stack, parameters, weights)
  }

  /// Some of every `count` rows of a matrix, or of every `count` elements of a vector.
  private static func rows(
    of values: ArraySlice<Float>, _ shape: [Int], _ range: Range<Int>, of count: Int
  ) -> [Float] {
    let width = shape.count > 1 ? shape[1] : 1
    return (0..<values.count / (count * width)).flatMap { group in
      let first = values.startIndex + (group * count + range.lowerBound) * width
      return values[first..<first + range.count * width]
    }
  }

  /// Weights of the output below which one part computes all logits.
  private static let outputWorthSharing = 1 << 18

  /// As many parts as asked for, each with whole registers of units; fewer if there are not as many.
  static func split(
    _ network: CharacterNetwork, _ parameters: Parameters, _ precision: Precision, into count: Int
  ) -> [NetworkPart] {
    let (h, v) = (network.configuration.hiddenSize, network.vocabularySize)
    func cut(_ total: Int, _ part: Int) -> Int {
      part == count ? total : total * part / count / 16 * 16
    }
    return (0..<count).compactMap { part in
      let units = cut(h, part)..<cut(h, part + 1)
      let tokens =
        h * v < outputWorthSharing
        ? (part == 0 ? 0..<v : v..<v) : cut(v, part)..<cut(v, part + 1)
      guard !units.isEmpty else { return nil }
      return NetworkPart(
        of: network, parameters, precision, units: units, tokens: tokens)
    }
  }
}
