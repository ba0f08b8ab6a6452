/// The name of one text of a decoder.
public struct LaneID: Hashable, Sendable {
  let number: Int
}

/// Progress of one text of a decoder.
public enum DecodingEvent: Sendable, Equatable {
  /// A token of a text before its piece, where that was asked for.
  case token(LaneID, TokenPrediction)
  /// A piece of a text: valid UTF-8, not empty.
  case piece(LaneID, String)
  /// The end of a text, after its last piece, with all that was generated. The lane is free again.
  case finished(LaneID, GeneratedText)
}
