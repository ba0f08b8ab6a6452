public import CharText

/// Texts that the models of a mixture read side by side.
public struct MixtureLanes: ModelLanes {
  private let model: MixtureModel
  private var parts: [any ModelLanes]
  private var row: MixtureRow
  /// The number of lanes.
  public private(set) var count = 0

  init(_ model: MixtureModel) {
    self.model = model
    parts = model.parts.map { $0.model.erasedLanes() }
    row = MixtureRow(model)
  }

  /// Returns the memory of a lane.
  ///
  /// - Parameter lane: the index of the lane.
  /// - Returns: the states of its text.
  public func state(of lane: Int) -> MixtureModel.State {
    MixtureModel.State(parts: parts.map { $0.erasedState(of: lane) })
  }

  /// Adds a lane after the others.
  ///
  /// - Parameter state: the state of its text.
  public mutating func append(_ state: MixtureModel.State) {
    for part in parts.indices { parts[part].append(erased: state.parts[part]) }
    count += 1
  }

  /// Replaces the text of a lane.
  ///
  /// - Parameters:
  ///   - lane: the index of the lane.
  ///   - state: the state of the new text.
  public mutating func replace(_ lane: Int, with state: MixtureModel.State) {
    for part in parts.indices { parts[part].replace(lane, withErased: state.parts[part]) }
  }

  /// Keeps some lanes, in the order given.
  ///
  /// - Parameter lanes: their indices.
  public mutating func select(_ lanes: [Int]) {
    for part in parts.indices { parts[part].select(lanes) }
    count = lanes.count
  }

  /// Reads a token in each lane.
  ///
  /// - Parameters:
  ///   - tokens: a token for each lane.
  ///   - logits: receives `[lanes, V]` logits; stays empty if it is empty.
  public mutating func advance(with tokens: [Token], logits: inout [Float]) {
    var rows = parts.map { _ in logits }
    for part in parts.indices {
      let own = tokens.map { model.own($0, part) }
      parts[part].advance(with: own, logits: &rows[part])
    }
    guard !logits.isEmpty else { return }
    let size = model.tokenizer.vocabulary.count
    for lane in tokens.indices {
      for part in parts.indices {
        row.add(Array(rows[part][lane * size..<(lane + 1) * size]), part)
      }
      row.write(to: &logits, at: lane * size)
    }
  }
}
