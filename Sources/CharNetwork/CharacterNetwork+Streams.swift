public import CharNumerics

/// One lane that reads a token at a time: its recurrent memory and the scratch to go on.
///
/// A value: a copy is a second continuation of the same text.
public struct StreamState: Sendable {
  fileprivate var arena: Arena
  fileprivate let layers: [Layer]
  fileprivate let input: Block
  fileprivate let sum: Block
  fileprivate let logits: Block

  fileprivate struct Layer: Sendable {
    let state: Planes
    let next: Planes
    let projection, projectionBias, trace, constants: Block
  }
}

extension CharacterNetwork {
  /// A stream that has read nothing.
  ///
  /// - Parameter parameters: the weights it will be advanced with.
  /// - Returns: the state.
  public func makeStream(_ parameters: Parameters) -> StreamState {
    var plan = ArenaPlan()
    let h = configuration.hiddenSize
    let layers = cells.map { cell in
      StreamState.Layer(
        state: RecurrentLayer.planes(cell, 1, &plan), next: RecurrentLayer.planes(cell, 1, &plan),
        projection: plan.reserve(rows: 1, columns: cell.projectionSize),
        projectionBias: plan.reserve(rows: 1, columns: cell.projectionSize),
        trace: plan.reserve(rows: 1, columns: cell.traceSize),
        constants: plan.reserve(rows: 1, columns: cell.constantSize))
    }
    let input = plan.reserve(rows: 1, columns: configuration.embeddingSize)
    let sum = plan.reserve(rows: 1, columns: h)
    let logits = plan.reserve(rows: 1, columns: vocabularySize)
    var stream = StreamState(
      arena: Arena(plan), layers: layers, input: input, sum: sum, logits: logits)
    for (cell, layer) in zip(cells, layers) {
      cell.prepare(
        parameters, projectionBias: layer.projectionBias, constants: layer.constants,
        in: &stream.arena)
    }
    return stream
  }

  /// Forgets all that was read: a document starts.
  ///
  /// - Parameter stream: the stream.
  public func reset(_ stream: inout StreamState) {
    for (cell, layer) in zip(cells, stream.layers) {
      for plane in 0..<cell.stateCount { stream.arena.fill(layer.state[plane]) }
    }
  }

  /// Reads a token and says how likely each next one is.
  ///
  /// - Parameters:
  ///   - stream: goes from before the token to after it.
  ///   - token: a token of the vocabulary.
  ///   - parameters: those that the stream was made with.
  ///   - logits: receives V logits; empty if they are not wanted.
  public func advance(
    _ stream: inout StreamState, with token: Int32, _ parameters: Parameters,
    logits: inout [Float]
  ) {
    withSerialKernels {
      stream.arena.gather(embedding, of: parameters, indices: [token], to: stream.input)
      var input = stream.input
      for (index, cell) in cells.enumerated() {
        let layer = stream.layers[index]
        stream.arena.copy(layer.projectionBias, to: layer.projection)
        stream.arena.multiply(
          cell.slots.inputWeight, of: parameters, input, into: layer.projection,
          accumulates: true)
        let frame = Frame(
          projection: layer.projection, trace: layer.trace, constants: layer.constants,
          previous: layer.state, next: layer.next)
        cell.step(
          frame,
          .vector(cell.slots.recurrentWeight, parameters, accumulates: cell.productAccumulates),
          in: &stream.arena)
        for plane in 0..<cell.stateCount {
          stream.arena.copy(layer.next[plane], to: layer.state[plane])
        }
        if configuration.isResidual {
          if index == 0 {
            stream.arena.copy(layer.state[0], to: stream.sum)
          } else {
            stream.arena.add(layer.state[0], to: stream.sum)
          }
          input = stream.sum
        } else {
          input = layer.state[0]
        }
      }
      guard !logits.isEmpty else { return }
      stream.arena.multiply(
        outputWeight, of: parameters, input, into: stream.logits, bias: outputBias)
      stream.arena.read(stream.logits, into: &logits)
    }
  }
}
