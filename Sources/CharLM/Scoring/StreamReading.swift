package import CharNetwork
internal import CharNumerics
package import CharText

extension CharacterReader {
  /// Long windows first, then what is left over.
  private static let streamWindows = [256, 16, 1]

  /// ln p of every token after the first of one stream, whole windows at a time.
  ///
  /// - Parameters:
  ///   - tokens: what is read, and from the second token on predicted.
  ///   - state: one lane; goes from before the first token to before the last.
  /// - Returns: one log-probability less than there are tokens.
  package func logProbabilities(
    _ tokens: ArraySlice<Token>, from state: inout NetworkState
  ) -> [Double] {
    var result: [Double] = []
    result.reserveCapacity(max(0, tokens.count - 1))
    withSerialKernels {
      var position = tokens.startIndex
      for steps in Self.streamWindows where tokens.endIndex - position > steps {
        var workspace = makeWorkspace(steps: steps, lanes: 1)
        while tokens.endIndex - position > steps {
          let batch = TokenBatch(
            steps: steps, lanes: 1, inputs: Array(tokens[position..<position + steps]),
            targets: Array(tokens[position + 1...position + steps]),
            boundary: Vocabulary.documentBoundary)
          result += logProbabilities(batch, state: &state, workspace: &workspace)
          position += steps
        }
      }
    }
    return result
  }
}
