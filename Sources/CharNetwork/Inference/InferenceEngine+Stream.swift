internal import CharNumerics

// One text, whole windows at a time. Where threads share the layers, one reads a window while the next one
// works on what the first made of the window before. What comes out does not depend on that.

extension InferenceEngine {
  /// ln p of every token after the first, in nats: one stream with state carried from token to token.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary.
  ///   - state: of one lane; goes from before the first token to before the last.
  ///   - sharesThreads: whether other threads may help.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(
    _ tokens: ArraySlice<Int32>, from state: inout NetworkState, sharesThreads: Bool = true
  ) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(max(0, tokens.count - 1))
    run(tokens, &state, sharesThreads: sharesThreads) { result += $0 }
    return result
  }

  /// Reads a text, such as a prompt, and says how likely each next token is.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary, at least one.
  ///   - state: of one lane; goes from before the first token to after the last.
  ///   - logits: receives V logits; empty if they are not wanted.
  public func read(
    _ tokens: ArraySlice<Int32>, _ state: inout NetworkState, logits: inout [Float]
  ) {
    run(tokens, &state, sharesThreads: true, nil)
    step([tokens[tokens.endIndex - 1]], &state, logits: &logits)
  }

  /// Long windows first, then what is left over.
  private static let windowSizes = [64, 8, 1]

  /// Some layers, their state, and the window that they are at work on.
  private struct Stage {
    let layers: Range<Int>
    var state: NetworkState
    var window: Window?
  }

  private struct Window {
    var workspace: CharacterWorkspace
    var batch: TokenBatch
    var results: [Double] = []
  }

  /// Reads all tokens but the last; `take`, if there is one, receives the log-probabilities of those after
  /// them.
  private func run(
    _ tokens: ArraySlice<Int32>, _ state: inout NetworkState, sharesThreads: Bool,
    _ take: (([Double]) -> Void)?
  ) {
    let layers = network.stack.layers.count
    let count = sharesThreads ? min(layers, partCount) : 1
    var stages = (0..<count).map { i in
      Stage(layers: i * layers / count..<(i + 1) * layers / count, state: state, window: nil)
    }
    var position = tokens.startIndex
    for steps in InferenceEngine.windowSizes {
      let windows = max(0, tokens.endIndex - 1 - position) / steps
      if windows == 0 { continue }
      let batches = { [boundary] (window: Int) -> TokenBatch in
        let first = position + window * steps
        return TokenBatch(
          steps: steps, lanes: 1, inputs: Array(tokens[first..<first + steps]),
          targets: Array(tokens[first + 1...first + steps]), boundary: boundary)
      }
      run(&stages, windows: windows, steps: steps, batches, take)
      position += windows * steps
    }
    for stage in stages {
      state.takePlanes(network.stack.planes(of: stage.layers), from: stage.state)
    }
  }

  /// Sends windows through the stages, one stage further a round.
  private func run(
    _ stages: inout [Stage], windows: Int, steps: Int, _ batch: (Int) -> TokenBatch,
    _ take: (([Double]) -> Void)?
  ) {
    let (network, parameters) = (network, parameters)
    let last = network.stack.layers.count
    let shape = WindowShape(steps: steps, lanes: 1)
    let predicts = take != nil
    var idle = (0..<min(stages.count, windows)).map { _ in takeWorkspace(shape) }
    for round in 0..<windows + stages.count - 1 {
      if round < windows, let workspace = idle.popLast() {
        stages[0].window = Window(workspace: workspace, batch: batch(round))
      }
      let work: @Sendable (Int, inout Stage) -> Void = { _, stage in
        guard var window = stage.window.take() else { return }
        let top = network.forward(
          window.batch, parameters, &stage.state, &window.workspace, dropoutKey: nil,
          layers: stage.layers)
        if predicts && stage.layers.upperBound == last {
          window.results = window.workspace.output.logProbabilities(
            top, targets: window.batch.targets, in: &window.workspace.arena)
        }
        stage.window = window
      }
      if stages.count > 1 {
        crew.forEach(&stages, work)
      } else {
        withSerialKernels { work(0, &stages[0]) }
      }
      if let window = stages[stages.count - 1].window.take() {
        take?(window.results)
        idle.append(window.workspace)
      }
      for i in (1..<max(1, stages.count)).reversed() {
        stages[i].window = stages[i - 1].window.take()
      }
    }
    for workspace in idle { self.windows.give(workspace, shape) }
  }
}
