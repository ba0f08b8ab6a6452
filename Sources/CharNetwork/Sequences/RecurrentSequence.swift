internal import CharNumerics

/// What `RNN`, `LSTM` and `GRU` have in common: stacked recurrent layers over sequences of vectors.
struct RecurrentSequence: Sendable {
  let configuration: NetworkConfiguration
  let inputSize: Int
  let layout: ParameterLayout
  var parameters: Parameters
  private let layers: [[LayerDescription]]

  /// Layers with fresh weights.
  init(_ configuration: NetworkConfiguration, inputSize: Int, seed: UInt64) {
    precondition(
      inputSize > 0 && configuration.hiddenSize > 0 && configuration.layers > 0,
      "input \(inputSize), hidden \(configuration.hiddenSize), layers \(configuration.layers)")
    var layout = ParameterLayout()
    let width = configuration.hiddenSize * (configuration.isBidirectional ? 2 : 1)
    layers = (0..<configuration.layers).map { layer in
      (configuration.isBidirectional ? [false, true] : [false]).map { isReversed in
        LayerDescription(
          configuration, layer: layer, isReversed: isReversed,
          inputSize: layer == 0 ? inputSize : width, hiddenSize: configuration.hiddenSize,
          layout: &layout)
      }
    }
    var random = RandomSource(seed: seed)
    self.configuration = configuration
    self.inputSize = inputSize
    self.layout = layout
    parameters = layout.initialize(from: &random)
  }

  /// Planes of state of one layer in one direction.
  var stateCount: Int { layers[0][0].stateCount }

  /// `[T, B, input]` to `[T, B, D·H]`, and each plane of state `[L·D, B, H]` from before the first step to
  /// after the last.
  func run(_ input: Tensor, state: [Tensor]?) -> (output: Tensor, state: [Tensor]) {
    withSerialKernels {
      var pass = Pass(self, input, trains: false)
      let states = pass.forward(input, state: state)
      return (pass.output, states)
    }
  }

  /// The gradients of input and parameters, given that of the output.
  func pullback(_ input: Tensor, state: [Tensor]?, outputGradient: Tensor) -> (
    input: Tensor, parameters: Gradient
  ) {
    withSerialKernels {
      var pass = Pass(self, input, trains: true)
      _ = pass.forward(input, state: state)
      return pass.backward(outputGradient)
    }
  }

  /// One sequence at work.
  private struct Pass {
    let sequence: RecurrentSequence
    let steps, lanes: Int
    let starts: Starts
    var arena: Arena
    let projections: [[InputProjection]]
    let layers: [[RecurrentLayer]]
    /// What each layer reads, and what the last one makes.
    let inputs: [Block]
    let gradients: [Block]
    let directions: [Block]

    init(_ sequence: RecurrentSequence, _ input: Tensor, trains: Bool) {
      precondition(
        input.shape.count == 3 && input.shape[2] == sequence.inputSize && input.shape[0] > 0
          && input.shape[1] > 0,
        "an input \(input.shape) where [steps, lanes, \(sequence.inputSize)] belongs")
      let (steps, lanes) = (input.shape[0], input.shape[1])
      let rows = steps * lanes
      let h = sequence.configuration.hiddenSize
      let weights = PackedWeights(
        sequence.layers.joined().flatMap(\.productSlots), precision: .float32, trains: trains,
        backend: .own)
      weights.pack(sequence.parameters)
      var plan = ArenaPlan()
      projections = sequence.layers.map { directions in
        directions.enumerated().map { direction, layer in
          InputProjection(
            layer, rows: rows, trains: trains, keepsInputGradient: direction > 0,
            weights: weights, plan: &plan)
        }
      }
      layers = sequence.layers.map { directions in
        directions.map {
          RecurrentLayer(
            $0, steps: steps, lanes: lanes, trains: trains, weights: weights, plan: &plan)
        }
      }
      let widths =
        [sequence.inputSize] + sequence.layers.map { $0.count * h }
      inputs = widths.map { plan.reserve(rows: rows, columns: $0) }
      gradients = trains ? widths.map { plan.reserve(rows: rows, columns: $0) } : []
      directions =
        trains ? sequence.layers[0].map { _ in plan.reserve(rows: rows, columns: h) } : []
      arena = Arena(plan)
      let none = DocumentStarts([[Int32]](repeating: [], count: steps))
      starts = Starts(forward: none, reversed: none)
      self.sequence = sequence
      (self.steps, self.lanes) = (steps, lanes)
      for layer in layers.joined() { layer.prepare(sequence.parameters, in: &arena) }
      for projection in projections.joined() {
        projection.prepare(sequence.parameters, in: &arena)
      }
    }

    var output: Tensor {
      let block = inputs[inputs.count - 1]
      return Tensor(shape: [steps, lanes, block.columns], values: arena.read(block))
    }

    mutating func forward(_ input: Tensor, state: [Tensor]?) -> [Tensor] {
      let h = sequence.configuration.hiddenSize
      let count = layers.joined().count
      var states = [Tensor](
        repeating: Tensor(shape: [count, lanes, h]), count: sequence.stateCount)
      if let state {
        for plane in state {
          precondition(
            plane.shape == [count, lanes, h],
            "a state \(plane.shape) where \([count, lanes, h]) belongs")
        }
        states = state
      }
      arena.write(input.values, to: inputs[0])
      for (index, directions) in layers.enumerated() {
        for (direction, layer) in directions.enumerated() {
          let place = (index * directions.count + direction) * lanes * h
          projections[index][direction].forward(
            inputs[index], to: layer.projection, bias: layer.projectionBias, in: &arena)
          for plane in states.indices {
            arena.write(states[plane].values[place..<place + lanes * h], to: layer.entry[plane])
          }
          layer.forward(starts[layer.description.isReversed], key: nil, in: &arena)
          for plane in states.indices {
            states[plane].values.replaceSubrange(
              place..<place + lanes * h, with: arena.read(layer.exit[plane]))
          }
          arena.copy(
            layer.output.view(), to: inputs[index + 1].view(direction * h..<(direction + 1) * h))
        }
      }
      return states
    }

    mutating func backward(_ outputGradient: Tensor) -> (input: Tensor, parameters: Gradient) {
      let h = sequence.configuration.hiddenSize
      let shape = output.shape
      precondition(
        outputGradient.shape == shape,
        "a gradient \(outputGradient.shape) of an output \(shape)")
      var gradient = Gradient(layout: sequence.layout)
      arena.write(outputGradient.values, to: gradients[gradients.count - 1])
      for (index, directions) in layers.enumerated().reversed() {
        for (direction, layer) in directions.enumerated() {
          let part = self.directions[direction]
          arena.copy(
            gradients[index + 1].view(direction * h..<(direction + 1) * h), to: part.view())
          layer.backward(
            starts[layer.description.isReversed], above: part, key: nil, in: &arena,
            gradient: &gradient)
          projections[index][direction].backward(
            projection: layer.projection, input: inputs[index], inputGradient: gradients[index],
            in: &arena, gradient: &gradient)
          layer.vectorGradients(layer.projection, in: &arena, gradient: &gradient)
        }
      }
      let input = Tensor(
        shape: [steps, lanes, sequence.inputSize], values: arena.read(gradients[0]))
      return (input, gradient)
    }
  }
}
