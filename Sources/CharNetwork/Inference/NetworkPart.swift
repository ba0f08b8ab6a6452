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

  /// All of a network, packed into the given memory.
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
      if slot.shape == whole.shape {
        parameters[slot] = all[whole]
      } else {
        parameters.copy(units, ofEach: h, from: all, whole, to: slot)
      }
    }
    let v = network.vocabularySize
    parameters.copy(tokens, ofEach: v, from: all, network.outputWeight, to: outputWeight)
    parameters.copy(tokens, ofEach: v, from: all, network.outputBias, to: outputBias)
    self.units = units
    self.tokens = tokens
    self.parameters = parameters
    weights = PackedWeights(
      stack.productSlots + [outputWeight], precision: precision, trains: false)
    weights.pack(parameters)
    table = TokenTable(stack, parameters, weights)
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

extension Parameters {
  /// Copies a range of each group of `count` rows of a matrix, or elements of a vector.
  fileprivate mutating func copy(
    _ range: Range<Int>, ofEach count: Int, from all: Parameters, _ whole: Slot, to slot: Slot
  ) {
    let width = whole.shape.count > 1 ? whole.shape[1] : 1
    let length = range.count * width
    for group in 0..<whole.count / (count * width) {
      let source = whole.offset + (group * count + range.lowerBound) * width
      let target = slot.offset + group * length
      values.replaceSubrange(
        target..<target + length, with: all.values[source..<source + length])
    }
  }
}
