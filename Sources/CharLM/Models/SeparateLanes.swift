public import CharText

/// Lanes of a model that reads one text at a time: in each step one lane after another.
public struct SeparateLanes<Model: AutoregressiveModel>: ModelLanes {
  private let model: Model
  private var states: [Model.State] = []
  private var row: [Float]

  /// Makes no lanes yet.
  ///
  /// - Parameter model: the model that reads.
  public init(_ model: Model) {
    self.model = model
    row = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
  }

  /// The number of lanes.
  public var count: Int { states.count }

  /// Returns the memory of a lane.
  ///
  /// - Parameter lane: the index of the lane.
  /// - Returns: the state of its text.
  public func state(of lane: Int) -> Model.State { states[lane] }

  /// Adds a lane after the others.
  ///
  /// - Parameter state: the state of its text.
  public mutating func append(_ state: Model.State) { states.append(state) }

  /// Replaces the text of a lane.
  ///
  /// - Parameters:
  ///   - lane: the index of the lane.
  ///   - state: the state of the new text.
  public mutating func replace(_ lane: Int, with state: Model.State) { states[lane] = state }

  /// Keeps some lanes, in the order given.
  ///
  /// - Parameter lanes: their indices.
  public mutating func select(_ lanes: [Int]) { states = lanes.map { states[$0] } }

  /// Reads a token in each lane.
  ///
  /// - Parameters:
  ///   - tokens: a token for each lane.
  ///   - logits: receives `[lanes, V]` logits; stays empty if it is empty.
  public mutating func advance(with tokens: [Token], logits: inout [Float]) {
    var none: [Float] = []
    for lane in states.indices {
      guard !logits.isEmpty else {
        model.advance(&states[lane], with: tokens[lane], logits: &none)
        continue
      }
      model.advance(&states[lane], with: tokens[lane], logits: &row)
      logits.replaceSubrange(lane * row.count..<(lane + 1) * row.count, with: row)
    }
  }
}

extension AutoregressiveModel where Lanes == SeparateLanes<Self> {
  /// Makes lanes for texts that are read side by side, one after another in each step.
  ///
  /// - Returns: no lanes yet.
  public func makeLanes() -> SeparateLanes<Self> { SeparateLanes(self) }
}
