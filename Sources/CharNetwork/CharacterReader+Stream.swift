internal import CharNumerics

extension CharacterReader {
  /// ln p of every token after the first, in nats: one stream with state carried from token to token.
  ///
  /// Whole windows at a time; where threads share the layers, one reads a window while the next one
  /// works on what the first made of the window before. What comes out does not depend on that.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary.
  ///   - state: of one lane; goes from before the first token to before the last.
  ///   - boundary: the token at which a document starts, and state is zero.
  ///   - sharesThreads: whether other threads may help.
  /// - Returns: one log-probability less than there are tokens.
  public func logProbabilities(
    _ tokens: ArraySlice<Int32>, from state: inout NetworkState, boundary: Int32,
    sharesThreads: Bool = true
  ) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(max(0, tokens.count - 1))
    var stages = makeStages(state, sharesThreads: sharesThreads)
    var position = tokens.startIndex
    for steps in CharacterReader.windowSizes {
      let windows = max(0, tokens.endIndex - 1 - position) / steps
      if windows == 0 { continue }
      let batches = { (window: Int) -> TokenBatch in
        let first = position + window * steps
        return TokenBatch(
          steps: steps, lanes: 1, inputs: Array(tokens[first..<first + steps]),
          targets: Array(tokens[first + 1...first + steps]), boundary: boundary)
      }
      run(&stages, windows: windows, steps: steps, batches) { result += $0 }
      position += windows * steps
    }
    for stage in stages {
      state.takePlanes(network.stack.planes(of: stage.layers), from: stage.state)
    }
    return result
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

  private func makeStages(_ state: NetworkState, sharesThreads: Bool) -> [Stage] {
    let layers = network.stack.layers.count
    let count = sharesThreads ? min(layers, partCount) : 1
    return (0..<count).map { i in
      Stage(
        layers: i * layers / count..<(i + 1) * layers / count,
        state: state, window: nil)
    }
  }

  /// Sends windows through the stages, one stage further a round.
  private func run(
    _ stages: inout [Stage], windows: Int, steps: Int, _ batch: (Int) -> TokenBatch,
    _ take: ([Double]) -> Void
  ) {
    let network = network, parameters = parameters, last = network.stack.layers.count
    var idle = (0..<min(stages.count, windows)).map { _ in makeWorkspace(steps: steps, lanes: 1) }
    for round in 0..<windows + stages.count - 1 {
      if round < windows, let workspace = idle.popLast() {
        stages[0].window = Window(workspace: workspace, batch: batch(round))
      }
      let work: @Sendable (Int, inout Stage) -> Void = { _, stage in
        guard var window = stage.window.take() else { return }
        let top = network.forward(
          window.batch, parameters, &stage.state, &window.workspace, dropoutKey: nil,
          layers: stage.layers)
        if stage.layers.upperBound == last {
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
        take(window.results)
        idle.append(window.workspace)
      }
      for i in (1..<max(1, stages.count)).reversed() {
        stages[i].window = stages[i - 1].window.take()
      }
    }
  }
}
