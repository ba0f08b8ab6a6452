internal import CharNetwork
internal import CharText

/// Samples of one prompt that a thread generates side by side, as lanes of one batch. A lane whose
/// text has ended takes the next sample.
struct GenerationLanes {
  /// What has ended since this was emptied last.
  var finished: [Ended] = []

  /// A text, and why it broke off if a token of it could not be drawn.
  struct Ended {
    let text: GeneratedText
    let failure: PredictionError?
  }

  private let start: Generation<LanguageModel>
  private let reader: CharacterReader
  private var stream: StreamState
  private var lanes: [Lane?]
  private var tokens: [Token]
  private var logits: [Float]
  /// The numbers of the samples that no lane has taken yet.
  private var numbers: StrideTo<Int>.Iterator
  private var next: Int?

  private struct Lane {
    let number: Int
    var continuation: Continuation
    var text = ""
  }

  /// Lanes for samples of these numbers, so many at a time. In `start` the prompt has been read, and
  /// nothing drawn.
  init(
    _ start: Generation<LanguageModel>, _ reader: CharacterReader, numbers: StrideTo<Int>,
    lanes count: Int
  ) {
    self.start = start
    self.reader = reader
    self.numbers = numbers.makeIterator()
    stream = reader.makeStream(lanes: count, sharesThreads: false)
    lanes = Array(repeating: nil, count: count)
    tokens = Array(repeating: Vocabulary.unknown, count: count)
    logits = Array(repeating: 0, count: count * reader.network.vocabularySize)
    next = self.numbers.next()
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
      if next == nil && 2 * active <= lanes.count { narrow(to: active) }
      reader.advance(&stream, with: tokens, logits: &logits)
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
    let size = reader.network.vocabularySize
    return lane * size..<(lane + 1) * size
  }

  /// Starts the next sample in a lane, if there is one.
  private mutating func take(_ lane: Int, _ limit: Int) -> Bool {
    guard let number = next, number < limit else { return false }
    next = numbers.next()
    lanes[lane] = Lane(
      number: number, continuation: start.continuation.sample(UInt64(number)))
    reader.copy(lane: 0, of: start.state, to: lane, of: &stream)
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
    finished.append(Ended(text: text, failure: ended.continuation.failure))
    lanes[lane] = nil
  }

  /// Moves what still goes on to a narrower batch.
  private mutating func narrow(to count: Int) {
    var narrower = reader.makeStream(lanes: count, sharesThreads: false)
    let active = lanes.indices.filter { lanes[$0] != nil }
    for (to, from) in active.enumerated() {
      reader.copy(lane: from, of: stream, to: to, of: &narrower)
    }
    tokens = active.map { tokens[$0] }
    lanes = active.map { lanes[$0] }
    logits = Array(repeating: 0, count: count * reader.network.vocabularySize)
    stream = narrower
  }
}
