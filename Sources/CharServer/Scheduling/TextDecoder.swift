internal import CharLM
internal import CharText

/// A decoder of a model whose type is not known: see ``LaneDecoder``.
protocol TextDecoder {
  var count: Int { get }
  var hasWork: Bool { get }
  subscript(lane: LaneID) -> GeneratedText? { get }
  mutating func add(
    _ prompt: [Token], _ options: GenerationOptions, processors: [any LogitsProcessor],
    samples: Range<Int>, report: TokenReport
  ) throws -> [LaneID]
  mutating func remove(_ lane: LaneID)
  mutating func suspend(_ lane: LaneID) -> Bool
  mutating func resume(_ lane: LaneID)
  mutating func step(_ count: Int) -> [DecodingEvent]
}

extension LaneDecoder: TextDecoder {}

extension AutoregressiveModel {
  /// Makes a decoder of this model.
  func makeDecoder(lanes: Int, threads: Int?) -> any TextDecoder {
    LaneDecoder(self, lanes: lanes, threads: threads)
  }
}
