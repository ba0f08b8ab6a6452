internal import CharNumerics

/// Lanes that read a token each at a time: their recurrent memory and the scratch to go on.
///
/// A value: a copy is a second continuation of the same texts. What a lane reads and hears back does
/// not depend on the other lanes or on the number of threads, to the last bit.
public struct StreamState: Sendable {
  /// How many texts are read side by side.
  public let lanes: Int
  fileprivate var parts: [StreamPart]
  /// The threads that share the parts, where there is more than one.
  fileprivate let crew: Crew?
  /// Whether parts are units of one stream; lanes otherwise.
  fileprivate var sharesUnits: Bool { lanes == 1 && parts.count > 1 }
}

extension CharacterReader {
  /// Streams that have read nothing.
  ///
  /// One stream is shared by threads by units, where the network is large enough for that to pay; many
  /// are by lanes.
  ///
  /// - Parameter lanes: how many texts are to be read side by side.
  /// - Returns: their state.
  public func makeStream(lanes: Int = 1) -> StreamState {
    precondition(lanes > 0, "\(lanes) lanes")
    let made: [StreamPart]
    if lanes == 1 {
      made = parts.map { StreamPart($0, of: network, lanes: 0..<1) }
    } else {
      let count = min(parts.count, lanes)
      made = (0..<count).map { i in
        StreamPart(whole, of: network, lanes: i * lanes / count..<(i + 1) * lanes / count)
      }
    }
    return StreamState(lanes: lanes, parts: made, crew: made.count > 1 ? crew : nil)
  }

  /// Forgets all that one lane has read: a document starts.
  ///
  /// - Parameters:
  ///   - stream: the streams.
  ///   - lane: which of them.
  public func reset(_ stream: inout StreamState, lane: Int = 0) {
    for i in stream.parts.indices where stream.parts[i].lanes.contains(lane) {
      stream.parts[i].reset(lane: lane)
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
    let layers = network.cells.indices
    let (embedding, parameters) = (network.embedding, parameters)
    let wantsLogits = !logits.isEmpty
    if stream.sharesUnits, let crew = stream.crew {
      for layer in layers {
        crew.forEach(&stream.parts) { _, part in
          part.step(layer, tokens, embedding, of: parameters)
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
      if wantsLogits { crew.forEach(&stream.parts) { _, part in part.project() } }
    } else {
      let work: @Sendable (Int, inout StreamPart) -> Void = { _, part in
        let tokens = tokens.count == part.lanes.count ? tokens : Array(tokens[part.lanes])
        for layer in layers { part.step(layer, tokens, embedding, of: parameters) }
        if wantsLogits { part.project() }
      }
      if let crew = stream.crew {
        crew.forEach(&stream.parts, work)
      } else {
        withSerialKernels { work(0, &stream.parts[0]) }
      }
    }
    guard wantsLogits else { return }
    for part in stream.parts { part.read(into: &logits, vocabulary: network.vocabularySize) }
  }
}
