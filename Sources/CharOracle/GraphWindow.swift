import CharAutodiff
package import CharNumerics

/// The loss of one window as a graph.
package struct GraphWindow {
  /// Σ −ln p over all steps and lanes.
  let loss: Variable
  /// The differentiated objective: the loss, with label smoothing if configured.
  let objective: Variable
  /// The logits: for each step `[B, V]`; of a tagger, for each span `[steps, labels]`, of a
  /// classifier `[labels]`.
  package let logits: [[Double]]
  /// The planes of the state before the window, in the order of `NetworkState`; none of labeled text.
  let entry: [Variable]
  let slots: GraphSlots
  let layout: ParameterLayout

  /// Σ −ln p over all steps and lanes, in nats.
  package var nats: Double { loss.value[0, 0] }

  /// Returns the gradient of the objective by reverse mode.
  ///
  /// - Returns: The derivative by each parameter, in the order of the layout.
  package func gradient() -> [Double] {
    let gradients = objective.graph.gradients(of: objective)
    return layout.slots.flatMap { gradients[slots[$0.name]].values }
  }

  /// The gradient of the objective by the state before the window.
  ///
  /// - Returns: a number for each of the state's, in the order of `NetworkState`.
  package func entryGradient() -> [Double] {
    let gradients = objective.graph.gradients(of: objective)
    return entry.flatMap { gradients[$0].values }
  }

  /// Returns the gradient of the objective by one slot, by central differences.
  ///
  /// - Parameter slot: A slot of the layout.
  /// - Returns: The derivative by each parameter of the slot.
  package func centralDifferences(by slot: Slot) -> [Double] {
    objective.graph.centralDifferences(of: objective, by: slots[slot.name]).values
  }

  /// Returns the derivative of the objective along a direction of all parameters, by forward mode.
  ///
  /// - Parameter direction: One number for each parameter, in the order of the layout.
  /// - Returns: The slope.
  package func slope(along direction: [Double]) -> Double {
    let directions = layout.slots.map { slot in
      let matrix = Matrix(
        rows: slot.rows, columns: slot.columns, Array(direction[slot.range]))
      return (slots[slot.name], matrix)
    }
    return objective.graph.tangents(along: directions)[objective][0, 0]
  }
}
