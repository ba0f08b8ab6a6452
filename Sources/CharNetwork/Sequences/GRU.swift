public import CharNumerics

/// Stacked gated recurrent layers (Cho et al. 2014, https://arxiv.org/abs/1406.1078), with the reset
/// after the product as in PyTorch's `nn.GRU`:
///
///     let gru = GRU(inputSize: 5, hiddenSize: 10, layers: 2)
///     let (output, state) = gru(input)  // [6, 3, 5] to [6, 3, 10] and [2, 3, 10]
///
/// Gates and names of the parameters are PyTorch's. A value: it remembers nothing between calls.
public struct GRU: Sendable {
  private var sequence: RecurrentSequence

  /// Layers with fresh weights, uniform in ±√(1 / hidden) as PyTorch's.
  ///
  /// - Parameters:
  ///   - inputSize: width of the input of a step.
  ///   - hiddenSize: units of a layer.
  ///   - layers: number of layers.
  ///   - hasBiases: whether they have biases.
  ///   - isBidirectional: whether they read both ways; then the output has twice the width.
  ///   - seed: random seed.
  public init(
    inputSize: Int, hiddenSize: Int, layers: Int = 1, hasBiases: Bool = true,
    isBidirectional: Bool = false, seed: UInt64 = 0
  ) {
    var configuration = NetworkConfiguration()
    configuration.cell = .gru
    configuration.hiddenSize = hiddenSize
    configuration.layers = layers
    configuration.hasBiases = hasBiases
    configuration.isBidirectional = isBidirectional
    configuration.initialization = .uniform
    sequence = RecurrentSequence(configuration, inputSize: inputSize, seed: seed)
  }

  /// Layers of a safetensors file with PyTorch's names, in float32, float16 or bfloat16. Sizes, biases and
  /// directions are those of its tensors.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - prefix: prefix of the names: `rnn.` for `rnn.weight_ih_l0`.
  /// - Throws: `FileError` that names the tensor, what was expected and what was found.
  public init(contentsOf path: String, prefix: String = "") throws {
    sequence = try RecurrentSequence(
      contentsOf: path, .gru, gates: 3, prefix: prefix)
  }

  /// The weights; slots are named as in PyTorch after `rnn.`.
  public var parameters: Parameters {
    get { sequence.parameters }
    set {
      precondition(newValue.layout == sequence.layout, "parameters of other layers")
      sequence.parameters = newValue
    }
  }

  /// Reads sequences.
  ///
  /// - Parameters:
  ///   - input: `[steps, lanes, input]`.
  ///   - state: before the first step, `[layers · directions, lanes, hidden]`; zero unless given.
  /// - Returns: the output of the last layer, `[steps, lanes, directions · hidden]`, and the state after
  ///   the last step.
  public func callAsFunction(_ input: Tensor, state: Tensor? = nil) -> (
    output: Tensor, state: Tensor
  ) {
    let result = sequence.run(input, state: state.map { [$0] })
    return (result.output, result.state[0])
  }

  /// The gradients of input, state and parameters, by back-propagation through all steps.
  ///
  /// - Parameters:
  ///   - input: as above.
  ///   - state: as above.
  ///   - outputGradient: that of the output, `[steps, lanes, directions · hidden]`.
  /// - Returns: the gradients; that of the parameters is laid out as they are.
  public func pullback(
    _ input: Tensor, state: Tensor? = nil, outputGradient: Tensor
  ) -> (input: Tensor, state: Tensor, parameters: Gradient) {
    let result = sequence.pullback(
      input, state: state.map { [$0] }, outputGradient: outputGradient)
    return (result.input, result.state[0], result.parameters)
  }

  /// Writes the weights by PyTorch's names in float32, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - prefix: prefix of the names.
  /// - Throws: `FileError`.
  public func save(to path: String, prefix: String = "") throws {
    try sequence.save(to: path, prefix: prefix)
  }
}
