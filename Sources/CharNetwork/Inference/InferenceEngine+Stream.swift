internal import CharNumerics

// One text, whole windows at a time. Where threads share the layers, one reads a window while the next one
// works on the output of the first for the window before. The results do not depend on that.

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
    read(tokens, &state, sharesThreads: sharesThreads) { batch, workspace in
      workspace.head.logProbabilities(batch, workspace.stack, in: &workspace.arena)
    }
  }

  /// Reads one text; returns the values that `read` makes of each step but the last.
  func read<Value: Sendable>(
    _ tokens: ArraySlice<Int32>, _ state: inout NetworkState, sharesThreads: Bool,
    _ read: @escaping Reading<[Value]>
  ) -> [Value] {
    var result: [Value] = []
    result.reserveCapacity(max(0, tokens.count - 1))
    run(tokens, count: tokens.count - 1, &state, sharesThreads: sharesThreads, read) {
      result += $0
      TokenProgress.add($0.count)
    }
    return result
  }

  /// Reads a text, such as a prompt, and computes the logits of the token after it.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary, at least one.
  ///   - state: of one lane; goes from before the first token to after the last.
  ///   - logits: receives V logits; empty if they are not wanted.
  public func read(
    _ tokens: ArraySlice<Int32>, _ state: inout NetworkState, logits: inout [Float]
  ) {
    run(tokens, count: tokens.count - 1, &state, sharesThreads: true) { _, _ in
    } take: { _ in
    }
    step([tokens[tokens.endIndex - 1]], &state, logits: &logits)
  }

  /// The output of the stack after every token of a text: the vectors that the head reads.
  ///
  ///     let engine = InferenceEngine(model.network, model.parameters)
  ///     var state = model.initialState()
  ///     let vectors = engine.hiddenStates(tokens[...], from: &state)  // [tokens, width]
  ///
  /// A network that labels text reads all tokens as one text, from a state that has read nothing.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary, at least one.
  ///   - state: of one lane; goes from before the first token to after the last.
  /// - Returns: `[tokens, width]`; the width is that of the last layer, or of all layers with skip
  ///   connections.
  public func hiddenStates(_ tokens: ArraySlice<Int32>, from state: inout NetworkState) -> Tensor {
    precondition(!tokens.isEmpty, "hidden states of no tokens")
    var values: [Float] = []
    if network.head.readsWholeTexts {
      let batch = TokenBatch(
        steps: tokens.count, lanes: 1, inputs: Array(tokens),
        targets: [Int32](repeating: TokenBatch.noTarget, count: tokens.count),
        spans: [TokenBatch.Span(lane: 0, steps: 0..<tokens.count)])
      values = withWorkspace(WindowShape(steps: batch.steps, lanes: 1)) { workspace in
        withSerialKernels {
          network.forward(batch, parameters, &state, &workspace, dropoutKey: nil)
          return workspace.arena.read(workspace.stack.top)
        }
      }
    } else {
      run(tokens, count: tokens.count, &state, sharesThreads: true) { _, workspace in
        workspace.arena.read(workspace.stack.top)
      } take: {
        values += $0
      }
    }
    return Tensor(shape: [tokens.count, network.stack.outputWidth], values: values)
  }

  /// Reads a text and computes ln p of every token after the first, in nats, with the output of the stack before
  /// each of them.
  ///
  /// - Parameters:
  ///   - tokens: tokens of the vocabulary, at least two.
  ///   - state: of one lane; goes from before the first token to before the last.
  /// - Returns: one log-probability less than there are tokens, and as many vectors, `[tokens - 1, width]`.
  package func readings(
    _ tokens: ArraySlice<Int32>, _ state: inout NetworkState
  ) -> (logProbabilities: [Double], vectors: [Float]) {
    var (values, vectors): ([Double], [Float]) = ([], [])
    run(tokens, count: tokens.count - 1, &state, sharesThreads: true) { batch, workspace in
      (
        workspace.head.logProbabilities(batch, workspace.stack, in: &workspace.arena),
        workspace.arena.read(workspace.stack.top)
      )
    } take: {
      values += $0.0
      vectors += $0.1
    }
    return (values, vectors)
  }

  /// Reads a token and computes the logits of the next one, with the output of the stack.
  ///
  /// - Parameters:
  ///   - token: a token of the vocabulary.
  ///   - state: of one lane; goes from before the token to after it.
  ///   - wantsLogits: false if no logits are wanted.
  /// - Returns: V logits, or none, and the vector that the head reads.
  package func reading(
    _ token: Int32, _ state: inout NetworkState, wantsLogits: Bool
  ) -> (logits: [Float], vector: [Float]) {
    var (logits, vector): ([Float], [Float]) = ([], [])
    run([token], count: 1, &state, sharesThreads: false) { batch, workspace in
      (
        wantsLogits ? workspace.head.logits(batch, workspace.stack, in: &workspace.arena) : [],
        workspace.arena.read(workspace.stack.top)
      )
    } take: {
      (logits, vector) = $0
    }
    return (logits, vector)
  }

  /// Long windows first, then the rest.
  private static let windowSizes = [64, 8, 1]

  /// Some layers, their state, and the window that they are at work on.
  private struct Stage<Result: Sendable> {
    let layers: Range<Int>
    var state: NetworkState
    var window: Window<Result>?
  }

  private struct Window<Result: Sendable> {
    var workspace: NetworkWorkspace
    let batch: TokenBatch
    var result: Result?
  }

  /// Reads a result from a window after the last layer.
  typealias Reading<Result> =
    @Sendable (_ batch: TokenBatch, _ workspace: inout NetworkWorkspace) -> Result

  /// Reads the first `count` tokens; `take` receives the results of `read` in the order of windows.
  func run<Result: Sendable>(
    _ tokens: ArraySlice<Int32>, count: Int, _ state: inout NetworkState, sharesThreads: Bool,
    _ read: @escaping Reading<Result>, take: (Result) -> Void
  ) {
    let layers = network.stack.layers.count
    let stageCount = sharesThreads ? min(layers, partCount) : 1
    var stages = (0..<stageCount).map { i in
      Stage<Result>(
        layers: i * layers / stageCount..<(i + 1) * layers / stageCount, state: state)
    }
    var position = tokens.startIndex
    let end = tokens.startIndex + max(0, count)
    for steps in InferenceEngine.windowSizes {
      let windows = (end - position) / steps
      if windows == 0 { continue }
      let batches = { [boundary] (window: Int) -> TokenBatch in
        let first = position + window * steps
        let next = tokens[min(first + 1, tokens.endIndex)..<min(first + 1 + steps, tokens.endIndex)]
        return TokenBatch(
          steps: steps, lanes: 1, inputs: Array(tokens[first..<first + steps]),
          targets: next + [Int32](repeating: TokenBatch.noTarget, count: steps - next.count),
          boundary: boundary)
      }
      run(&stages, windows: windows, steps: steps, batches, read, take)
      position += windows * steps
    }
    for stage in stages {
      state.takePlanes(network.stack.planes(of: stage.layers), from: stage.state)
    }
  }

  /// Sends windows through the stages, one stage further a round.
  private func run<Result: Sendable>(
    _ stages: inout [Stage<Result>], windows: Int, steps: Int, _ batch: (Int) -> TokenBatch,
    _ read: @escaping Reading<Result>, _ take: (Result) -> Void
  ) {
    let (network, parameters) = (network, parameters)
    let last = network.stack.layers.count
    let shape = WindowShape(steps: steps, lanes: 1)
    var idle = (0..<min(stages.count, windows)).map { _ in takeWorkspace(shape) }
    for round in 0..<windows + stages.count - 1 {
      if round < windows, let workspace = idle.popLast() {
        stages[0].window = Window(workspace: workspace, batch: batch(round))
      }
      let work: @Sendable (Int, inout Stage<Result>) -> Void = { _, stage in
        guard var window = stage.window.take() else { return }
        network.forward(
          window.batch, parameters, &stage.state, &window.workspace, dropoutKey: nil,
          layers: stage.layers)
        if stage.layers.upperBound == last {
          window.result = read(window.batch, &window.workspace)
        }
        stage.window = window
      }
      if min(stages.count, windows) > 1 {
        crew.forEach(&stages, work)
      } else {
        // One window is in one stage at a time.
        withSerialKernels { for i in stages.indices { work(i, &stages[i]) } }
      }
      if let window = stages[stages.count - 1].window.take() {
        if let result = window.result { take(result) }
        idle.append(window.workspace)
      }
      for i in (1..<max(1, stages.count)).reversed() {
        stages[i].window = stages[i - 1].window.take()
      }
    }
    for workspace in idle { self.windows.give(workspace, shape) }
  }
}
