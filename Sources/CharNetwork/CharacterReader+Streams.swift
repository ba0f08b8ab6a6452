internal import CharNumerics

/// Lanes that read a token each at a time: their recurrent memory and the scratch to go on.
///
/// A value: a copy is a second continuation of the same texts. What a lane reads and hears back does
/// not depend on the other lanes, to the last bit.
public struct StreamState: Sendable {
  /// How many texts are read side by side.
  public let lanes: Int
  fileprivate var arena: Arena
  fileprivate var layers: [Layer]
  fileprivate let products: [Products]
  fileprivate let input: Block
  fileprivate let sum: Block
  fileprivate let outputBias: Block
  fileprivate let output: WeightProduct
  fileprivate let logits: Block

  fileprivate struct Layer: Sendable {
    var state: Planes
    var next: Planes
    let projection, projectionBias, trace, constants: Block
  }

  fileprivate struct Products: Sendable {
    /// None where a table says what the product would.
    let input: WeightProduct?
    let recurrent: WeightProduct
  }
}

extension CharacterReader {
  /// Streams that have read nothing.
  ///
  /// - Parameter lanes: how many texts are to be read side by side.
  /// - Returns: their state.
  public func makeStream(lanes: Int = 1) -> StreamState {
    precondition(lanes > 0, "\(lanes) lanes")
    var plan = ArenaPlan()
    let h = network.configuration.hiddenSize
    let cells = network.cells
    let layers = cells.map { cell in
      StreamState.Layer(
        state: RecurrentLayer.planes(cell, lanes, &plan),
        next: RecurrentLayer.planes(cell, lanes, &plan),
        projection: plan.reserve(rows: lanes, columns: cell.projectionSize),
        projectionBias: plan.reserve(rows: 1, columns: cell.projectionSize),
        trace: plan.reserve(rows: lanes, columns: cell.traceSize),
        constants: plan.reserve(rows: 1, columns: cell.constantSize))
    }
    let products = cells.enumerated().map { index, cell in
      StreamState.Products(
        input: index == 0 && table != nil
          ? nil
          : WeightProduct(
            cell.slots.inputWeight, .forward, rows: lanes, hasBias: true, weights: weights,
            plan: &plan),
        recurrent: WeightProduct(
          cell.slots.recurrentWeight, .forward, rows: lanes,
          accumulates: cell.productAccumulates, weights: weights, plan: &plan))
    }
    let input = plan.reserve(rows: lanes, columns: network.configuration.embeddingSize)
    let sum = plan.reserve(rows: lanes, columns: h)
    let logits = plan.reserve(rows: lanes, columns: network.vocabularySize)
    let outputBias = plan.reserve(rows: 1, columns: network.vocabularySize)
    let output = WeightProduct(
      network.outputWeight, .forward, rows: lanes, hasBias: true, weights: weights, plan: &plan)
    var stream = StreamState(
      lanes: lanes, arena: Arena(plan), layers: layers, products: products, input: input,
      sum: sum, outputBias: outputBias, output: output, logits: logits)
    for (cell, layer) in zip(cells, layers) {
      cell.prepare(
        parameters, projectionBias: layer.projectionBias, constants: layer.constants,
        in: &stream.arena)
    }
    stream.arena.copy(network.outputBias, of: parameters, to: outputBias)
    return stream
  }

  /// Forgets all that one lane has read: a document starts.
  ///
  /// - Parameters:
  ///   - stream: the streams.
  ///   - lane: which of them.
  public func reset(_ stream: inout StreamState, lane: Int = 0) {
    for (cell, layer) in zip(network.cells, stream.layers) {
      for plane in 0..<cell.stateCount {
        stream.arena.fill(layer.state[plane].rows(from: lane, count: 1))
      }
    }
  }

  /// Goes on in one lane from what another one has read.
  ///
  /// - Parameters:
  ///   - lane: the lane to go on from.
  ///   - source: its streams, of this reader.
  ///   - target: the lane that forgets what it has read.
  ///   - stream: its streams, of this reader.
  public func copy(
    lane: Int, of source: StreamState, to target: Int, of stream: inout StreamState
  ) {
    for (index, cell) in network.cells.enumerated() {
      for plane in 0..<cell.stateCount {
        let from = source.layers[index].state[plane].rows(from: lane, count: 1)
        let to = stream.layers[index].state[plane].rows(from: target, count: 1)
        stream.arena.write(source.arena.read(from), to: to)
      }
    }
  }

  /// Reads a token in each lane and says how likely each next one is.
  ///
  /// - Parameters:
  ///   - stream: goes from before the tokens to after them.
  ///   - tokens: a token of the vocabulary for each lane.
  ///   - logits: receives `[lanes, V]` logits; empty if they are not wanted.
  public func advance(
    _ stream: inout StreamState, with tokens: [Int32], logits: inout [Float]
  ) {
    withSerialKernels {
      var input = stream.input
      for (index, cell) in network.cells.enumerated() {
        let layer = stream.layers[index]
        let products = stream.products[index]
        if index == 0, let table {
          stream.arena.gather(
            table.slot, of: table.parameters, indices: tokens, to: layer.projection)
        } else {
          if index == 0 {
            stream.arena.gather(
              network.embedding, of: parameters, indices: tokens, to: stream.input)
          }
          products.input?.run(
            input, into: layer.projection, bias: layer.projectionBias, in: &stream.arena)
        }
        let frame = Frame(
          projection: layer.projection, trace: layer.trace, constants: layer.constants,
          previous: layer.state, next: layer.next)
        cell.step(frame, products.recurrent, in: &stream.arena)
        stream.layers[index].state = layer.next
        stream.layers[index].next = layer.state
        if network.configuration.isResidual {
          if index == 0 {
            stream.arena.copy(layer.next[0], to: stream.sum)
          } else {
            stream.arena.add(layer.next[0], to: stream.sum)
          }
          input = stream.sum
        } else {
          input = layer.next[0]
        }
      }
      guard !logits.isEmpty else { return }
      stream.output.run(
        input, into: stream.logits, bias: stream.outputBias, in: &stream.arena)
      stream.arena.read(stream.logits, into: &logits)
    }
  }
}
