internal import CharNumerics

/// The common part of `RNN`, `LSTM` and `GRU`: a recurrent stack over sequences of vectors.
struct RecurrentSequence: Sendable {
  let layout: ParameterLayout
  var parameters: Parameters
  private let stack: RecurrentStack

  /// Layers with fresh weights.
  init(_ configuration: NetworkConfiguration, inputSize: Int, seed: UInt64) {
    precondition(
      inputSize > 0 && configuration.hiddenSize > 0 && configuration.layers > 0,
      "input \(inputSize), hidden \(configuration.hiddenSize), layers \(configuration.layers)")
    var configuration = configuration
    configuration.embeddingSize = inputSize
    var layout = ParameterLayout()
    stack = RecurrentStack(configuration, vocabularySize: nil, layout: &layout)
    var random = RandomSource(seed: seed)
    self.layout = layout
    parameters = layout.initialize(from: &random)
  }

  /// `[T, B, input]` to `[T, B, D·H]`, and each plane of state `[L·D, B, H]` from before the first step to
  /// after the last.
  func run(_ input: Tensor, state: [Tensor]?) -> (output: Tensor, state: [Tensor]) {
    withSerialKernels {
      var pass = Pass(stack, parameters, input, state, trains: false)
      pass.forward()
      return (pass.output, pass.planes { $0.exit })
    }
  }

  /// The gradients of input, state and parameters, given that of the output.
  func pullback(_ input: Tensor, state: [Tensor]?, outputGradient: Tensor) -> (
    input: Tensor, state: [Tensor], parameters: Gradient
  ) {
    withSerialKernels {
      var pass = Pass(stack, parameters, input, state, trains: true)
      pass.forward()
      let gradient = pass.backward(outputGradient)
      return (pass.inputGradient, pass.planes { $0.entryGradient }, gradient)
    }
  }

  /// One sequence at work.
  private struct Pass {
    private let parameters: Parameters
    private let work: StackWorkspace
    private let starts: Starts
    private var arena: Arena

    init(
      _ stack: RecurrentStack, _ parameters: Parameters, _ input: Tensor, _ state: [Tensor]?,
      trains: Bool
    ) {
      let inputSize = stack.configuration.embeddingSize
      precondition(
        input.shape.count == 3 && input.shape[2] == inputSize && input.shape[0] > 0
          && input.shape[1] > 0,
        "an input \(input.shape) where [steps, lanes, \(inputSize)] belongs")
      let (steps, lanes) = (input.shape[0], input.shape[1])
      let weights = PackedWeights(
        stack.productSlots, precision: .float32, trains: trains, backend: .own)
      weights.pack(parameters)
      var plan = ArenaPlan()
      work = StackWorkspace(
        stack, steps: steps, lanes: lanes, trains: trains, weights: weights, table: nil,
        plan: &plan)
      arena = Arena(plan)
      starts = Starts(noneIn: steps)
      self.parameters = parameters
      work.prepare(parameters, in: &arena)
      arena.write(input.values, to: work.source.vectors)
      for (plane, values) in (state ?? []).enumerated() { load(values, plane) }
    }

    private var layers: [RecurrentLayer] { work.layers.flatMap { $0 } }

    /// Writes a plane of state, zero unless this is called.
    private mutating func load(_ state: Tensor, _ plane: Int) {
      let shape = [layers.count, work.lanes, work.stack.configuration.hiddenSize]
      precondition(state.shape == shape, "a state \(state.shape) where \(shape) belongs")
      let size = shape[1] * shape[2]
      for (index, layer) in layers.enumerated() {
        arena.write(
          state.values[index * size..<(index + 1) * size], to: layer.entry[plane])
      }
    }

    var output: Tensor { tensor(work.top) }
    var inputGradient: Tensor { tensor(work.source.gradient) }

    private func tensor(_ block: Block) -> Tensor {
      Tensor(shape: [work.steps, work.lanes, block.columns], values: arena.read(block))
    }

    /// Each plane of state, or of its gradient, over all layers and directions.
    func planes(_ state: (RecurrentLayer) -> Planes) -> [Tensor] {
      (0..<layers[0].description.stateCount).map { plane in
        Tensor(
          shape: [layers.count, work.lanes, work.stack.configuration.hiddenSize],
          values: layers.flatMap { arena.read(state($0)[plane]) })
      }
    }

    mutating func forward() {
      for index in work.layers.indices {
        work.run(index, [], parameters, starts, key: nil, in: &arena)
        work.propagate(index, key: nil, in: &arena)
      }
      work.finish(in: &arena)
    }

    mutating func backward(_ outputGradient: Tensor) -> Gradient {
      let shape = [work.steps, work.lanes, work.top.columns]
      precondition(
        outputGradient.shape == shape,
        "a gradient \(outputGradient.shape) of an output \(shape)")
      var gradient = Gradient(layout: parameters.layout)
      arena.write(outputGradient.values, to: work.topGradient)
      work.backward([], starts, key: nil, in: &arena, gradient: &gradient)
      return gradient
    }
  }
}
