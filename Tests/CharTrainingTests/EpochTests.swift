import CharNetwork
import CharNumerics
import CharText
import CharTraining
import TestSupport
import Testing

@Suite("Epochs")
struct EpochTests {
  /// Documents of random lengths, none of whose pieces occurs twice; some have a condition.
  private func documents(_ count: Int, longest: Int, _ random: inout RandomSource) -> (
    [[Token]], conditions: Set<Token>
  ) {
    var next: Token = 10
    let documents = (0..<count).map { _ -> [Token] in
      let condition = random.next() % 3 == 0 ? [Token(2 + random.next() % 4)] : []
      let length = 1 + Int(random.next() % UInt64(longest))
      defer { next += Token(length) }
      return [Vocabulary.documentBoundary] + condition + (next..<next + Token(length))
    }
    return (documents, [2, 3, 4, 5])
  }

  /// What lanes read, rests left out, over some steps.
  private func lanes(_ batches: inout Batches, steps: Range<Int>) -> [[(
    input: Token, target: Token
  )]] {
    var read = [[(input: Token, target: Token)]](repeating: [], count: batches.lanes)
    for step in steps {
      batches.prepare(step)
      let batch = batches.batch(step, lanes: 0..<batches.lanes)
      for row in batch.inputs.indices where batch.targets[row] >= 0 {
        read[row % batches.lanes].append((batch.inputs[row], batch.targets[row]))
      }
    }
    return read
  }

  @Test("every epoch reads and predicts every token once, whatever documents, lanes and window")
  func once() {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = RandomSource(seed: seed)
    for _ in 0..<150 {
      let lanes = 1 + Int(random.next() % 9)
      let window = 1 + Int(random.next() % 40)
      let (documents, conditions) = documents(
        1 + Int(random.next() % 120), longest: 1 + Int(random.next() % 60), &random)
      let store = TokenStore(Array(documents.joined()))
      let direction: ReadingDirection = random.next() % 2 == 0 ? .forward : .backward
      let stream = TokenStream(store, 0..<store.count, direction, conditions: conditions)
      guard stream.count > window + 1 else { continue }
      let note: Comment =
        "seed \(seed): \(documents.count) documents, \(stream.count) tokens, \(lanes) × \(window)"
      var batches = Batches(stream, lanes: lanes, window: window, seed: 7)
      var expected: [Token: Int] = [:]
      for token in documents.joined() { expected[token, default: 0] += 1 }
      if DocumentLanes(stream, lanes: lanes, seed: 7) != nil {
        let steps = Int(batches.stepsPerEpoch)
        for epoch in 0..<2 {
          let read = self.lanes(&batches, steps: epoch * steps..<(epoch + 1) * steps)
          #expect(counts(read.joined().map(\.input)) == expected, note)
          #expect(counts(read.joined().map(\.target)) == expected, note)
          for lane in read { #expect(lane.first?.input == Vocabulary.documentBoundary, note) }
        }
      }
    }
  }

  @Test("with few documents lanes share each epoch, and no token is ahead by more than one reading")
  func circle() {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = RandomSource(seed: seed)
    for _ in 0..<100 {
      let window = 1 + Int(random.next() % 30)
      let texts = documents(
        1 + Int(random.next() % 4), longest: 1 + Int(random.next() % 60), &random
      ).0.map { $0.filter { $0 == Vocabulary.documentBoundary || $0 >= 10 } }
      let store = TokenStore(Array(texts.joined()))
      let direction: ReadingDirection = random.next() % 2 == 0 ? .forward : .backward
      let stream = TokenStream(store, 0..<store.count, direction)
      let count = stream.count
      guard count > window + 1 else { continue }
      // Also more lanes than tokens, and numbers of tokens that the lanes do not divide.
      let lanes = 1 + Int(random.next() % UInt64(2 * count))
      let note: Comment = "seed \(seed): \(count) tokens, \(lanes) × \(window)"
      var batches = Batches(stream, lanes: lanes, window: window)
      let (epochs, longest) = (3, (count + lanes - 1) / lanes)
      let read = self.lanes(&batches, steps: 0..<epochs * longest / window + 1)

      // A token stands in one place; a boundary is told by the token that follows it.
      let tokens = stream.tokens(0..<count)
      let places = Dictionary(
        uniqueKeysWithValues: tokens.enumerated().filter { $1 >= 10 }.map { ($1, $0) })
      let readPlaces = read.map { lane in
        lane.map { input, target in places[input] ?? places[target].map { $0 - 1 } ?? -1 }
      }
      let isText = zip(read.joined(), readPlaces.joined()).allSatisfy { pair, place in
        pair == (tokens[place], tokens[(place + 1) % count])
      }
      #expect(isText, note)

      for epoch in 0..<epochs {
        let parts = readPlaces.enumerated().map { lane, row -> ArraySlice<Int> in
          let start = lane * count / lanes
          let part = (lane + epoch) * count / lanes..<(lane + epoch + 1) * count / lanes
          let own = row[part.lowerBound - start..<part.upperBound - start]
          #expect(Array(own) == part.map { $0 % count }, note)
          return own
        }
        #expect(parts.joined().sorted() == Array(0..<count), note)
      }

      var times = [Int](repeating: 0, count: count)
      let isEven = (0..<epochs * longest).allSatisfy { step in
        for row in readPlaces { times[row[step]] += 1 }
        let mean = Double((step + 1) * lanes) / Double(count)
        return times.min() == Int(mean.rounded(.down)) && times.max() == Int(mean.rounded(.up))
      }
      #expect(isEven, note)
    }
  }

  @Test(
    "every epoch of labels reads every token and label once, whatever sequences, lanes and window")
  func labelsOnce() {
    let seed = UInt64.random(in: 0..<1_000_000)
    var random = RandomSource(seed: seed)
    for _ in 0..<100 {
      let (sequences, _) = documents(
        1 + Int(random.next() % 80), longest: 1 + Int(random.next() % 60), &random)
      var corpus = LabeledCorpus()
      corpus.tokens = Array(sequences.joined())
      let areTexts = random.next() % 2 == 0
      // The label of a token is the token itself, that of a text, at its boundary, its last token.
      corpus.targets = sequences.flatMap { sequence -> [Int32] in
        let labels = sequence.dropFirst().map { areTexts ? -1 : Int32($0) }
        return [areTexts ? Int32(sequence[sequence.count - 1]) : -1] + labels
      }
      let batches = SequenceBatches(
        corpus, window: 1 + Int(random.next() % 40), lanes: 1 + Int(random.next() % 9), seed: 7)
      let size = "\(batches.lanes) × \(batches.window)"
      let note: Comment = "seed \(seed): \(sequences.count) sequences, \(size), \(areTexts)"
      var orders: [[Token]] = []
      for epoch in 0..<2 {
        var (inputs, targets, read): ([Token], [Int32], [Token]) = ([], [], [])
        let order = batches.order(epoch: epoch)
        for step in epoch * batches.stepsPerEpoch..<(epoch + 1) * batches.stepsPerEpoch {
          let packed = batches.lanes(of: step, order)
          #expect(packed.count <= batches.lanes, note)
          let batch = batches.batch(packed, lanes: 0..<batches.lanes)
          for span in batch.spans {
            let piece = span.steps.map { batch.inputs[$0 * batches.lanes + span.lane] }
            inputs += piece
            if areTexts {
              // Each piece of a text has its label.
              let text = sequences.first { Int32($0[$0.count - 1]) == span.target }
              #expect(text?.contains(piece) == true, note)
              if piece.first == Vocabulary.documentBoundary { targets.append(span.target) }
            }
            read += piece
          }
          if !areTexts { targets += batch.targets.filter { $0 >= 0 } }
        }
        #expect(counts(inputs) == counts(corpus.tokens), note)
        #expect(targets.sorted() == corpus.targets.filter { $0 >= 0 }.sorted(), note)
        orders.append(read)
      }
      if batches.stepsPerEpoch > 8 { #expect(orders[0] != orders[1], note) }
    }
  }

  private func counts(_ tokens: [Token]) -> [Token: Int] {
    tokens.reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }

  @Test("a lane reads whole documents one after another, in a fresh order every epoch")
  func order() {
    var random = RandomSource(seed: 5)
    let (documents, _) = documents(64, longest: 40, &random)
    let stream = TokenStream(Array(documents.joined()))
    var batches = Batches(stream, lanes: 4, window: 10, seed: 3)
    let steps = Int(batches.stepsPerEpoch)
    var orders: Set<[Token]> = []
    for epoch in 0..<5 {
      let read = lanes(&batches, steps: epoch * steps..<(epoch + 1) * steps)
      for lane in read {
        // Each token is followed by the next one read, and the last by a boundary.
        #expect(lane.map(\.target) == lane.dropFirst().map(\.input) + [Vocabulary.documentBoundary])
      }
      let tokens = read.joined().map(\.input)
      let found = tokens.split(separator: Vocabulary.documentBoundary).map { Array($0) }
      #expect(Set(found) == Set(documents.map { Array($0.dropFirst()) }))
      orders.insert(tokens)
    }
    #expect(orders.count == 5)
    // The seed repeats an order, and another seed gives another.
    var (same, other) = (batches, Batches(stream, lanes: 4, window: 10, seed: 4))
    for epoch in 0..<2 {
      let range = epoch * steps..<(epoch + 1) * steps
      #expect(orders.contains(lanes(&same, steps: range).joined().map(\.input)))
      #expect(!orders.contains(lanes(&other, steps: range).joined().map(\.input)))
    }
  }

  @Test("part of the lanes is what all of them have, and an epoch starts from nothing")
  func shards() {
    var random = RandomSource(seed: 6)
    let (documents, _) = documents(40, longest: 40, &random)
    let stream = TokenStream(Array(documents.joined()))
    var batches = Batches(stream, lanes: 4, window: 10, seed: 9)
    let steps = Int(batches.stepsPerEpoch)
    for step in 0..<2 * steps {
      batches.prepare(step)
      let batch = batches.batch(step, lanes: 0..<4)
      let half = batches.batch(step, lanes: 2..<4)
      let expected: [Int32] = (0..<batches.window).flatMap { batch.inputs[$0 * 4 + 2..<$0 * 4 + 4] }
      #expect(half.inputs == expected)
      let anew = TokenBatch(
        steps: batches.window, lanes: 4, inputs: batch.inputs, targets: batch.targets,
        boundary: Vocabulary.documentBoundary, startsAnew: step % steps == 0)
      #expect(batch == anew)
    }
  }

  @Test(
    "lanes rest for an eighth of an epoch at most; else documents keep their order, in a circle")
  func rests() {
    let boundary = [Vocabulary.documentBoundary]
    // 4.5 documents a lane: some have five.
    let equal = (0..<18).map { boundary + [Token](repeating: Token(2 + $0), count: 9) }
    #expect(DocumentLanes(TokenStream(Array(equal.joined())), lanes: 4, seed: 1) != nil)
    // 2.5 documents a lane would leave a sixth empty.
    let few = TokenStream(Array(equal.prefix(10).joined()))
    #expect(DocumentLanes(few, lanes: 4, seed: 1) == nil)
    // One document has half of the text.
    let skewed = TokenStream(Array(equal.joined()) + boundary + [Token](repeating: 50, count: 180))
    #expect(DocumentLanes(skewed, lanes: 4, seed: 1) == nil)
    for (stream, seed) in [(few, UInt64(1)), (skewed, 1), (few, nil)] {
      var batches = Batches(stream, lanes: 4, window: 7, seed: seed)
      batches.prepare(0)
      #expect(batches.window == 7)
      #expect(batches.batch(0, lanes: 0..<1).inputs == stream.tokens(0..<7))
    }
  }

  @Test("steps at which lanes rest leave no trace in loss and gradient")
  func restsAreNothing() throws {
    var configuration = NetworkConfiguration()
    configuration.hiddenSize = 8
    configuration.embeddingSize = 4
    let network = try CharacterNetwork(configuration, vocabularySize: 5)
    var random = RandomSource(seed: 2)
    let parameters = network.layout.initialize(from: &random)
    func run(_ inputs: [Token], _ targets: [Token]) -> (LossSum, [Float]) {
      let sharded = ShardedNetwork(
        network, window: inputs.count, lanes: 1, shards: 1, threads: 1, precision: .float32)
      let (loss, gradient, _) = sharded.lossAndGradient(parameters, tokens: 3, key: 0) { _ in
        TokenBatch(
          steps: inputs.count, lanes: 1, inputs: inputs, targets: targets,
          boundary: Vocabulary.documentBoundary)
      }
      return (loss, network.layout.slots.flatMap { Array(gradient[$0]) })
    }
    let short = run([1, 2, 3], [2, 3, 1])
    let rested = run([1, 2, 3, 1, 1], [2, 3, 1, -1, -1])
    #expect(abs(short.0.nats - rested.0.nats) < 1e-5 && rested.0.count == 3)
    for (one, other) in zip(short.1, rested.1) { #expect(abs(one - other) < 1e-6) }
  }
}
