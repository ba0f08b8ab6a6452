import CharAutodiff
package import CharNumerics

/// The loss of one window as a graph.
package struct GraphWindow {
  /// Σ −ln p over all steps and lanes.
  let loss: Variable
  /// What is differentiated: the loss, with label smoothing where there is any.
  let objective: Variable
  /// For each step `[B, V]`; of a tagger for each span `[steps, labels]`, of a classifier `[labels]`.
  package let logits: [[Double]]
  /// The planes of the state before the window, in the order of `NetworkState`; none of labelled text.
  let entry: [Variable]
  let slots: GraphSlots
  let layout: ParameterLayout

  /// Σ −ln p over all steps and lanes, in nats.
  package var nats: Double { loss.value[0, 0] }

  /// The gradient of the objective by reverse mode.
  ///
  /// - Returns: a number for each parameter, in the order of the layout.
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

  /// The gradient of the objective by one slot from differences of it alone.
  ///
  /// - Parameter slot: one of the layout.
  /// - Returns: a number for each of its parameters.
  package func centralDifferences(by slot: Slot) -> [Double] {
    objective.graph.centralDifferences(of: objective, by: slots[slot.name]).values
  }

  /// How the objective changes as all parameters move along a direction, by forward mode.
  ///
  /// - Parameter direction: a number for each parameter, in the order of the layout.
  /// - Returns: the slope.
  package func slope(along direction: [Double]) -> Double {
    let directions = layout.slots.map { slot in
      let matrix = Matrix(
        rows: slot.rows, columns: slot.columns, Array(direction[slot.range]))
      return (slots[slot.name], matrix)
    }
    return objective.graph.tangents(along: directions)[objective][0, 0]
  }
}
