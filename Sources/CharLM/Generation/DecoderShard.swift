internal import CharText

/// The texts of a decoder that one thread generates side by side.
///
/// Each has a place in the batch. A place whose text has ended goes to the next text, and places that stay
/// empty are left out once they are half of the batch.
struct DecoderShard<Model: AutoregressiveModel>: Sendable {
  /// Events since this array was emptied last.
  var events: [DecodingEvent] = []

  private let model: Model
  private let capacity, promptSlice: Int
  /// V.
  private let vocabularySize: Int
  /// Texts whose prompts are not read to the end, in the order of their turns.
  private var prompts: [PromptReader<Model>] = []
  /// Texts after prompts that are read for several, which go to the threads that have the fewest.
  var separated: [PromptReader<Model>] = []
  /// Texts that wait until they are resumed.
  private var suspended: [PromptReader<Model>] = []
  /// Texts that wait for a place.
  private var ready: [PromptReader<Model>] = []
  private var batch: Model.Lanes
  /// The text of each place of the batch.
  private var lanes: [DecodingLane?] = []
  /// The number of places that have a text.
  private var active = 0
  /// The token that each place reads next.
  private var tokens: [Token] = []
  /// `[lanes, V]`.
  private var logits: [Float] = []

  init(_ model: Model, capacity: Int, promptSlice: Int) {
    self.model = model
    self.capacity = capacity
    self.promptSlice = promptSlice
    vocabularySize = model.tokenizer.vocabulary.count
    batch = model.makeLanes()
  }

  /// The number of texts.
  var count: Int { runningCount + suspended.count }

  /// The number of texts that are not suspended.
  var runningCount: Int {
    prompts.reduce(0) { $0 + 1 + $1.samples.count } + ready.count + active
  }

  /// A lane, if it is here.
  subscript(id: LaneID) -> DecodingLane? {
    lanes.lazy.compactMap(\.self).first { $0.id == id }
      ?? (ready + prompts + suspended).lazy.flatMap { $0.separated() }
      .first { $0.lane.id == id }?.lane
  }

  mutating func add(_ text: PromptReader<Model>) {
    if !text.isFinished {
      prompts.append(text)
    } else if text.samples.isEmpty {
      ready.append(text)
    } else {
      separated += text.separated()
    }
  }

  mutating func remove(_ id: LaneID) {
    prompts = prompts.compactMap { $0.removing(id) }
    ready.removeAll { $0.lane.id == id }
    suspended.removeAll { $0.lane.id == id }
    for place in lanes.indices where lanes[place]?.id == id { empty(place) }
  }

  /// Lets a text wait. One whose prompt is being read goes on to its end.
  ///
  /// - Returns: whether it waits.
  mutating func suspend(_ id: LaneID) -> Bool {
    if let index = ready.firstIndex(where: { $0.lane.id == id }) {
      suspended.append(ready.remove(at: index))
      return true
    }
    for place in lanes.indices {
      guard let lane = lanes[place], lane.id == id else { continue }
      suspended.append(PromptReader(lane, batch.state(of: place), logits[row(place)]))
      empty(place)
      return true
    }
    return false
  }

  /// Lets a text that waits go on.
  mutating func resume(_ id: LaneID) {
    guard let index = suspended.firstIndex(where: { $0.lane.id == id }) else { return }
    ready.append(suspended.remove(at: index))
  }

  /// Draws up to `count` tokens in every place, and reads a slice of prompts before each.
  mutating func step(_ count: Int) {
    for _ in 0..<count {
      readPrompts()
      while lanes.count < capacity, ready.count > lanes.count - active {
        append(ready.removeFirst())
      }
      for place in lanes.indices { draw(place) }
      narrow()
      if lanes.isEmpty && prompts.isEmpty { return }
      if !lanes.isEmpty { batch.advance(with: tokens, logits: &logits) }
    }
  }

  /// Reads a slice of the prompts whose turn it is: of a long one, or several short ones.
  private mutating func readPrompts() {
    var left = promptSlice
    while left > 0, !prompts.isEmpty, active + ready.count < capacity {
      var text = prompts.removeFirst()
      left -= text.read(left, with: model)
      add(text)
    }
  }

  private mutating func append(_ text: PromptReader<Model>) {
    batch.append(text.state)
    lanes.append(text.lane)
    active += 1
    tokens.append(Vocabulary.unknown)
    logits += text.logits
  }

  /// Gives an empty place to the next text, if there is one.
  private mutating func fill(_ place: Int) -> Bool {
    guard !ready.isEmpty else { return false }
    let text = ready.removeFirst()
    batch.replace(place, with: text.state)
    lanes[place] = text.lane
    active += 1
    logits.replaceSubrange(row(place), with: text.logits)
    return true
  }

  /// Draws until a place has a token to read, or there is no text for it.
  private mutating func draw(_ place: Int) {
    let row = row(place)
    while lanes[place] != nil || fill(place) {
      guard let draw = lanes[place]?.draw(from: logits[row]) else { return }
      if let prediction = draw.prediction { events.append(.token(draw.id, prediction)) }
      if !draw.text.isEmpty { events.append(.piece(draw.id, draw.text)) }
      if let token = draw.token {
        tokens[place] = token
        return
      }
      if let output = lanes[place]?.output { events.append(.finished(draw.id, output)) }
      empty(place)
    }
  }

  private mutating func empty(_ place: Int) {
    lanes[place] = nil
    active -= 1
  }

  /// The logits of a place.
  private func row(_ place: Int) -> Range<Int> {
    place * vocabularySize..<(place + 1) * vocabularySize
  }

  /// Leaves out the places that are empty, if they are half of all.
  private mutating func narrow() {
    guard 2 * active <= lanes.count, !lanes.isEmpty else { return }
    let kept = lanes.indices.filter { lanes[$0] != nil }
    batch.select(kept)
    lanes = kept.map { lanes[$0] }
    tokens = kept.map { tokens[$0] }
    logits.removeLast(logits.count - kept.count * vocabularySize)
  }
}
