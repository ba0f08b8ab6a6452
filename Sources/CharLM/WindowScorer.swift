internal import CharNetwork
internal import CharNumerics
internal import CharText

/// Log-probabilities of one stream of tokens, whole windows at a time: state is carried from the
/// first token to the last, and the products of a window's steps are one.
struct WindowScorer {
  /// Long windows first, then what is left over.
  private static let sizes = [256, 16, 1]
  private let model: LanguageModel

  init(_ model: LanguageModel) { self.model = model }

  /// ln p of every token after the first.
  func logProbabilities(_ tokens: ArraySlice<Token>) -> [Double] {
    let reader = model.reader
    var result: [Double] = []
    result.reserveCapacity(max(0, tokens.count - 1))
    withSerialKernels {
      var state = reader.network.initialState(lanes: 1)
      var position = tokens.startIndex
      for steps in WindowScorer.sizes where tokens.endIndex - position > steps {
        var workspace = reader.makeWorkspace(steps: steps, lanes: 1)
        while tokens.endIndex - position > steps {
          let batch = TokenBatch(
            steps: steps, lanes: 1, inputs: Array(tokens[position..<position + steps]),
            targets: Array(tokens[position + 1...position + steps]),
            boundary: Vocabulary.documentBoundary)
          result += reader.logProbabilities(
            batch, state: &state, workspace: &workspace)
          position += steps
        }
      }
    }
    return result
  }

  /// The same with the stream cut into windows that each start from a zero state.
  func logProbabilities(_ tokens: ArraySlice<Token>, window: Int) -> [Double] {
    let reader = model.reader
    let lanes = 16
    var result: [Double] = []
    withSerialKernels {
      // A window that ends with the stream or after it is all of it.
      let window = min(window, max(1, tokens.count - 1))
      var position = tokens.startIndex
      if tokens.count > lanes * window {
        var workspace = reader.makeWorkspace(steps: window, lanes: lanes)
        while tokens.endIndex - position > lanes * window {
          func read(_ shift: Int) -> [Token] {
            (0..<window).flatMap { t in
              (0..<lanes).map { tokens[position + $0 * window + t + shift] }
            }
          }
          let batch = TokenBatch(
            steps: window, lanes: lanes, inputs: read(0), targets: read(1),
            boundary: Vocabulary.documentBoundary)
          var state = reader.network.initialState(lanes: lanes)
          let values = reader.logProbabilities(
            batch, state: &state, workspace: &workspace)
          for lane in 0..<lanes {
            for t in 0..<window { result.append(values[t * lanes + lane]) }
          }
          position += lanes * window
        }
      }
      while tokens.endIndex - position > 1 {
        let end = min(position + window + 1, tokens.endIndex)
        result += logProbabilities(tokens[position..<end])
        position = end - 1
      }
    }
    return result
  }
}
