internal import CharNumerics

/// What one thread needs to label sequences in batches of one shape.
public struct LabelWorkspace: Sendable {
  var arena: Arena
  let stack: StackWorkspace
  let output: OutputProjection
  /// What sums up the steps of every span; nil where each token has a label.
  let pool: PoolingLayer?

  /// Runs the stack on a batch, from a state that has read nothing.
  mutating func forward(_ batch: SequenceBatch, _ parameters: Parameters, dropoutKey: UInt64?) {
    precondition(
      batch.steps == stack.steps && batch.lanes == stack.lanes,
      "a batch [\(batch.steps), \(batch.lanes)] in a workspace for [\(stack.steps), \(stack.lanes)]"
    )
    for index in stack.layers.indices {
      stack.run(
        index, batch.inputs, parameters, batch.starts, key: dropoutKey, in: &arena)
      stack.raise(index, key: dropoutKey, in: &arena)
    }
    stack.finish(in: &arena)
  }
}
