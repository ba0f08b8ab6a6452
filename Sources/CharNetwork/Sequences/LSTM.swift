public import CharNumerics

/// Stacked layers of long short-term memory (Hochreiter and Schmidhuber 1997,
/// https://doi.org/10.1162/neco.1997.9.8.1735), as PyTorch's `nn.LSTM`:
///
///     let lstm = LSTM(inputSize: 50, hiddenSize: 100, layers: 2)
///     let (output, (h, c)) = lstm(input)  // [10, 3, 50] to [10, 3, 100], [2, 3, 100] and [2, 3, 100]
///
/// Gates and names of the parameters are PyTorch's. A value: it remembers nothing between calls.
public struct LSTM: Sendable {
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
    configuration.cell = .lstm
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
      contentsOf: path, .lstm, gates: 4, prefix: prefix)
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
  ///   - state: before the first step, h and c, each `[layers · directions, lanes, hidden]`; zero unless given.
  /// - Returns: the output of the last layer, `[steps, lanes, directions · hidden]`, and the state after
  ///   the last step.
  public func callAsFunction(_ input: Tensor, state: (h: Tensor, c: Tensor)? = nil) -> (
    output: Tensor, state: (h: Tensor, c: Tensor)
  ) {
    let result = sequence.run(input, state: state.map { [$0.h, $0.c] })
    return (result.output, (h: result.state[0], c: result.state[1]))
  }

  /// The gradients of input, state and parameters, by back-propagation through all steps.
  ///
  /// - Parameters:
  ///   - input: as above.
  ///   - state: as above.
  ///   - outputGradient: that of the output, `[steps, lanes, directions · hidden]`.
  /// - Returns: the gradients; that of the parameters is laid out as they are.
  public func pullback(
    _ input: Tensor, state: (h: Tensor, c: Tensor)? = nil, outputGradient: Tensor
  ) -> (input: Tensor, state: (h: Tensor, c: Tensor), parameters: Gradient) {
    let result = sequence.pullback(
      input, state: state.map { [$0.h, $0.c] }, outputGradient: outputGradient)
    return (result.input, (h: result.state[0], c: result.state[1]), result.parameters)
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
