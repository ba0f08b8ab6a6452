import CharAutodiff
package import CharNumerics

/// The loss of one window as a graph.
package struct GraphWindow {
  let loss: Variable
  /// For each step `[B, V]`; of a tagger for each span `[steps, labels]`, of a classifier `[labels]`.
  package let logits: [[Double]]
  let slots: GraphSlots
  let layout: ParameterLayout

  /// Σ −ln p over all steps and lanes, in nats.
  package var nats: Double { loss.value[0, 0] }

  /// The gradient of `nats` by reverse mode.
  ///
  /// - Returns: a number for each parameter, in the order of the layout.
  package func gradient() -> [Double] {
    let gradients = loss.graph.gradients(of: loss)
    return layout.slots.flatMap { gradients[slots[$0.name]].values }
  }

  /// The gradient of `nats` by one slot from differences of `nats` alone.
  ///
  /// - Parameter slot: one of the layout.
  /// - Returns: a number for each of its parameters.
  package func centralDifferences(by slot: Slot) -> [Double] {
    loss.graph.centralDifferences(of: loss, by: slots[slot.name]).values
  }

  /// How `nats` changes as all parameters move along a direction, by forward mode.
  ///
  /// - Parameter direction: a number for each parameter, in the order of the layout.
  /// - Returns: the slope.
  package func slope(along direction: [Double]) -> Double {
    let directions = layout.slots.map { slot in
      let matrix = Matrix(
        rows: slot.rows, columns: slot.columns, Array(direction[slot.range]))
      return (slots[slot.name], matrix)
    }
    return loss.graph.tangents(along: directions)[loss][0, 0]
  }
}
