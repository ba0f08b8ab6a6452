import CharAutodiff
package import CharNetwork
package import CharNumerics

/// The oracle of networks that label text: taggers and classifiers, in one or both directions.
package struct GraphLabeler {
  /// The parameters in the order of the layout.
  package var values: [Double]
  /// The layout of the parameters.
  package let layout: ParameterLayout
  let configuration: NetworkConfiguration
  /// The pooling of a sequence; nil if each token has a label.
  let pooling: Pooling?

  /// Creates the oracle of a network.
  ///
  /// - Parameters:
  ///   - network: The network.
  ///   - parameters: The weights.
  package init(_ network: CharacterNetwork, _ parameters: Parameters) {
    values = parameters.values.map(Double.init)
    layout = network.layout
    configuration = network.configuration
    pooling = network.head.pooling
  }

  /// Returns the loss of a batch over all labels as a new graph.
  ///
  /// - Parameter batch: The text and its labels.
  /// - Returns: The window; its logits are per span, `[steps, labels]` or `[1, labels]`.
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
      let labeled = targets.indices.filter { targets[$0] != TokenBatch.noTarget }
      if !labeled.isEmpty {
        let wanted = labeled.map { Int(targets[$0]) }
        let rows = logits.rows(labeled)
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

  /// Returns the pooled outputs `[1, width]` of a text's outputs `[steps, width]`.
  private func summary(_ outputs: Variable, _ pooling: Pooling) -> Variable {
    switch pooling {
    case .mean: return outputs.transposed.rowMeans.transposed
    case .max: return outputs.transposed.rowMaxima.transposed
    case .last:
      let last = outputs.rows([outputs.shape.rows - 1])
      guard configuration.isBidirectional else { return last }
      // The backward layer's output at the step that it read last.
      let h = configuration.hiddenSize
      return .beside([last.columns(0..<h), outputs.rows([0]).columns(h..<2 * h)])
    }
  }
}
