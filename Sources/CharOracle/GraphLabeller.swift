import CharAutodiff
package import CharNetwork
package import CharNumerics

/// The oracle of networks that label text: taggers and classifiers, in one or both directions.
package struct GraphLabeller {
  /// All parameters in the order of the layout.
  package var values: [Double]
  /// What stands where.
  package let layout: ParameterLayout
  let configuration: NetworkConfiguration
  /// How a sequence is summed up; nil where each token has a label.
  let pooling: Pooling?

  /// The twin of a network, with its parameters.
  ///
  /// - Parameters:
  ///   - network: what it is made of.
  ///   - parameters: the weights.
  package init(_ network: CharacterNetwork, _ parameters: Parameters) {
    values = parameters.values.map(Double.init)
    layout = network.layout
    configuration = network.configuration
    pooling = network.head.pooling
  }

  /// The loss of a batch as a graph of its own, over all that has a label.
  ///
  /// - Parameter batch: what to read, and the labels.
  /// - Returns: the window; its logits are those of each span, `[steps, labels]` or `[1, labels]`.
  package func window(_ batch: TokenBatch) -> GraphWindow {
    let graph = Graph()
    let slots = GraphSlots(layout, values, configuration, in: graph)
    let inputs = (0..<batch.steps).map { step in
      (0..<batch.lanes).map { Int(batch.inputs[step * batch.lanes + $0]) }
    }
    var starts = GraphStack.Starts(
      forward: [Set<Int>](repeating: [], count: batch.steps),
      backward: [Set<Int>](repeating: [], count: batch.steps))
    for span in batch.spans {
      starts.forward[span.steps.lowerBound].insert(span.lane)
      starts.backward[span.steps.upperBound - 1].insert(span.lane)
    }
    var state = GraphStack.zeroState(configuration, lanes: batch.lanes)
      .map { $0.map(graph.constant) }
    let tops = GraphStack(slots).run(inputs, starts: starts, state: &state)

    let weight = slots["output.weight"].transposed
    let smoothing = configuration.labelSmoothing
    var (loss, objective) = (graph.constant(0), graph.constant(0))
    let logits = batch.spans.map { span in
      let outputs = Variable.below(span.steps.map { tops[$0].rows([span.lane]) })
      let read = pooling.map { summary(outputs, $0) } ?? outputs
      let logits = read.product(weight) + slots["output.bias"]
      let targets =
        pooling == nil
        ? span.steps.map { batch.targets[$0 * batch.lanes + span.lane] } : [span.target]
      let labelled = targets.indices.filter { targets[$0] != TokenBatch.noTarget }
      if !labelled.isEmpty {
        let wanted = labelled.map { Int(targets[$0]) }
        let rows = logits.rows(labelled)
        loss = loss + rows.crossEntropy(wanted)
        if smoothing > 0 {
          objective = objective + rows.crossEntropy(wanted, smoothing: smoothing)
        }
      }
      return logits.value.values
    }
    return GraphWindow(
      loss: loss, objective: smoothing > 0 ? objective : loss, logits: logits, entry: [],
      slots: slots,
      layout: layout)
  }

  /// What a classifier reads of the outputs `[steps, width]` of a text: `[1, width]`.
  private func summary(_ outputs: Variable, _ pooling: Pooling) -> Variable {
    switch pooling {
    case .mean: return outputs.transposed.rowMeans.transposed
    case .max: return outputs.transposed.rowMaxima.transposed
    case .last:
      let last = outputs.rows([outputs.shape.rows - 1])
      guard configuration.isBidirectional else { return last }
      // Of the layer that runs backward, what it made of the step that it read last.
      let h = configuration.hiddenSize
      return .beside([last.columns(0..<h), outputs.rows([0]).columns(h..<2 * h)])
    }
  }
}
