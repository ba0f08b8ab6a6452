internal import CharNumerics

/// Lanes that read a token each at a time: their recurrent memory and the scratch to go on.
///
/// A value: a copy is a second continuation of the same texts. What a lane reads and hears back does
/// not depend on the other lanes or on the number of threads, to the last bit.
public struct StreamState: Sendable {
  /// How many texts are read side by side.
  public let lanes: Int
  /// All units, or some of them for each thread.
  fileprivate var parts: [StreamPart]
}

extension CharacterReader {
  /// Streams that have read nothing.
  ///
  /// - Parameters:
  ///   - lanes: how many texts are to be read side by side.
  ///   - sharesThreads: whether other threads may help with a single one, which they do where the
  ///     network is large enough for that to pay.
  /// - Returns: their state.
  public func makeStream(lanes: Int = 1, sharesThreads: Bool = true) -> StreamState {
    precondition(lanes > 0, "\(lanes) lanes")
    let parts = lanes == 1 && sharesThreads ? parts : [whole]
    return StreamState(
      lanes: lanes, parts: parts.map { StreamPart($0, lanes: lanes) })
  }

  /// Forgets all that one lane has read: a document starts.
  ///
  /// - Parameters:
  ///   - stream: the streams.
  ///   - lane: which of them.
  public func reset(_ stream: inout StreamState, lane: Int = 0) {
    for i in stream.parts.indices { stream.parts[i].reset(lane: lane) }
  }

  /// Goes on in one lane from what another one has read.
  ///
  /// - Parameters:
  ///   - lane: the lane to go on from.
  ///   - source: its streams, of this reader.
  ///   - target: the lane that forgets what it has read.
  ///   - stream: its streams, of this reader.
  public func copy(
    lane: Int, of source: StreamState, to target: Int, of stream: inout StreamState
  ) {
    for i in stream.parts.indices {
      for part in source.parts { stream.parts[i].copy(lane: lane, of: part, to: target) }
    }
  }

  /// Reads a token in each lane and says how likely each next one is.
  ///
  /// - Parameters:
  ///   - stream: goes from before the tokens to after them.
  ///   - tokens: a token of the vocabulary for each lane.
  ///   - logits: receives `[lanes, V]` logits; empty if they are not wanted.
  public func advance(
    _ stream: inout StreamState, with tokens: [Int32], logits: inout [Float]
  ) {
    precondition(
      tokens.count == stream.lanes
        && (logits.isEmpty || logits.count == stream.lanes * network.vocabularySize),
      "\(tokens.count) tokens and \(logits.count) logits for \(stream.lanes) lanes")
    let layers = network.stack.layers.indices
    let wantsLogits = !logits.isEmpty
    if stream.parts.count > 1 {
      let crew = crew
      for layer in layers {
        crew.forEach(&stream.parts) { _, part in
          part.step(layer, tokens)
        }
        for i in stream.parts.indices {
          stream.parts[i].share(layer)
          for j in stream.parts.indices where j != i {
            let (units, block) = (stream.parts[j].part.units, stream.parts[j].computed(layer))
            let arena = stream.parts[j].arena
            stream.parts[i].share(layer, units, block, of: arena)
          }
        }
      }
      if wantsLogits {
        if stream.parts[0].part.tokens.count == network.vocabularySize {
          withSerialKernels { stream.parts[0].project() }
        } else {
          crew.forEach(&stream.parts) { _, part in part.project() }
        }
      }
    } else {
      withSerialKernels {
        for layer in layers {
          stream.parts[0].step(layer, tokens)
        }
        if wantsLogits { stream.parts[0].project() }
      }
    }
    guard wantsLogits else { return }
    for part in stream.parts { part.read(into: &logits) }
  }
}
