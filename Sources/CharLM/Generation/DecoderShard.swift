internal import CharText

/// Samples of one prompt that a thread generates side by side. A lane whose text has ended takes the next
/// sample.
struct GenerationLanes<Model: AutoregressiveModel>: Sendable {
  /// What has ended since this was emptied last.
  var finished: [EndedText] = []

  private let start: Generation<Model>
  private var texts: Model.Lanes
  private var lanes: [Lane?]
  private var tokens: [Token]
  private var logits: [Float]
  /// The samples that no lane has taken yet.
  private var numbers: ArraySlice<Int>

  private struct Lane: Sendable {
    let number: Int
    var continuation: Continuation
    var text = ""
  }

  /// Lanes for samples of these numbers, so many at a time. In `start` the prompt has been read, and
  /// nothing drawn.
  init(
    _ start: Generation<Model>, numbers: StrideTo<Int>, lanes count: Int
  ) {
    self.start = start
    self.numbers = Array(numbers)[...]
    texts = start.model.makeLanes()
    for _ in 0..<count { texts.append(start.state) }
    lanes = Array(repeating: nil, count: count)
    tokens = Array(repeating: Vocabulary.unknown, count: count)
    logits = Array(repeating: 0, count: count * start.logits.count)
  }

  /// Draws some tokens in every lane.
  ///
  /// - Parameters:
  ///   - steps: how many.
  ///   - limit: samples from this number on are not started yet.
  mutating func advance(steps: Int, limit: Int) {
    for _ in 0..<steps {
      for lane in lanes.indices { draw(lane, limit) }
      let active = lanes.count { $0 != nil }
      guard active > 0 else { return }
      if numbers.isEmpty && 2 * active <= lanes.count { narrow() }
      texts.advance(with: tokens, logits: &logits)
    }
  }

  /// Draws until a lane has a token to read, or there is no text left for it.
  private mutating func draw(_ lane: Int, _ limit: Int) {
    while lanes[lane] != nil || take(lane, limit) {
      let row = row(lane)
      guard let (token, text) = lanes[lane]?.continuation.draw(from: Array(logits[row])) else {
        return
      }
      lanes[lane]?.text += text
      if let token {
        tokens[lane] = token
        return
      }
      end(lane)
    }
  }

  private func row(_ lane: Int) -> Range<Int> {
    let size = start.logits.count
    return lane * size..<(lane + 1) * size
  }

  /// Starts the next sample in a lane, if there is one.
  private mutating func take(_ lane: Int, _ limit: Int) -> Bool {
    guard let number = numbers.first, number < limit else { return false }
    numbers.removeFirst()
    lanes[lane] = Lane(
      number: number, continuation: start.continuation.sample(UInt64(number)))
    texts.replace(lane, with: start.state)
    logits.replaceSubrange(row(lane), with: start.logits)
    return true
  }

  /// Keeps the text of a lane, if it has ended.
  private mutating func end(_ lane: Int) {
    guard var ended = lanes[lane] else { return }
    while ended.continuation.ending == nil { ended.text += ended.continuation.draw(from: []).text }
    let text = GeneratedText(
      index: ended.number, text: ended.text,
      condition: start.condition(of: ended.continuation), count: ended.continuation.count,
      ending: ended.continuation.ending ?? .length)
    finished.append(EndedText(text: text, failure: ended.continuation.failure))
    lanes[lane] = nil
  }

  /// Leaves out the lanes whose texts have ended.
  private mutating func narrow() {
    let active = lanes.indices.filter { lanes[$0] != nil }
    texts.select(active)
    tokens = active.map { tokens[$0] }
    lanes = active.map { lanes[$0] }
    logits = Array(repeating: 0, count: active.count * start.logits.count)
  }
}

/// A text that has ended, and why it broke off if a token of it could not be drawn.
struct EndedText: Sendable {
  let text: GeneratedText
  let failure: PredictionError?
}
