import CharNetwork
import CharNumerics
import CharText
import Foundation
import Testing

import CharTraining

@Suite("Streams of tokens")
struct TokenStreamTests {
  /// Documents of random lengths; the tokens of each tell it apart.
  private func documents(_ count: Int, longest: Int = 40) -> [[Token]] {
    var random = RandomSource(seed: 5)
    return (0..<count).map { document in
      let length = 1 + Int(random.next() % UInt64(longest))
      let pieces = (0..<length).map { Token(2 + 100 * document + $0) }
      return [Vocabulary.documentBoundary] + pieces
    }
  }

  @Test("a store gives back any part of its tokens, and knows where documents start")
  func store() {
    let documents = documents(50)
    let tokens = Array(documents.joined())
    let store = TokenStore(tokens)
    #expect(store.count == tokens.count && store.documentCount == 50)
    var random = RandomSource(seed: 1)
    for _ in 0..<300 {
      let ends = [Int(random.next() % 900), Int(random.next() % 900)].map { min($0, tokens.count) }
      let range = min(ends[0], ends[1])..<max(ends[0], ends[1])
      #expect(store.tokens(range) == Array(tokens[range]))
      #expect(
        store.documents(before: ends[0])
          == tokens[..<ends[0]].count { $0 == Vocabulary.documentBoundary })
    }
    var start = 0
    for (index, document) in documents.enumerated() {
      #expect(store.start(ofDocument: index) == start)
      start += document.count
    }
    #expect(store.start(ofDocument: 50) == tokens.count)
  }

  @Test("read backward, a stream is what ordering its tokens makes of them, wherever it is cut")
  func backward() throws {
    let tokens = Array(documents(12).joined())
    let store = TokenStore(tokens)
    // Without conditions, and with such as the first token of some documents.
    for conditions: Set<Token> in [[], [2, 102, 502]] {
      let entries = (2..<1300).map { token -> Vocabulary.Entry in
        if conditions.contains(Token(token)) { return .condition("\(token)") }
        let scalar = UnicodeScalar(UInt32(0x4E00 + token)) ?? " "
        return .piece(Array(String(scalar).utf8))
      }
      let vocabulary = try Vocabulary(unit: .scalar, entries: entries)
      for cut in [1, 2, 7, 40, tokens.count - 3, tokens.count] {
        var expected = Array(tokens[..<cut])
        ReadingDirection.backward.order(&expected, of: vocabulary)
        let stream = TokenStream(store, 0..<cut, .backward, conditions: conditions)
        #expect(stream.tokens(0..<cut) == expected)
        for start in stride(from: 0, to: cut, by: 5) {
          let range = start..<min(cut, start + 17)
          #expect(stream.tokens(range) == Array(expected[range]))
        }
      }
    }
  }

  @Test("an epoch reads every document whole, in an order of its own that a seed repeats")
  func order() {
    let documents = documents(64)
    let stream = TokenStream(Array(documents.joined()))
    let order = DocumentOrder(stream, seed: 3)
    var orders: Set<[Token]> = []
    for epoch in 0..<5 {
      let arrangement = order.arrangement(epoch: epoch)
      let tokens = arrangement.tokens(from: 0, count: stream.count)
      let found = tokens.split(separator: Vocabulary.documentBoundary).map { Array($0) }
      #expect(Set(found) == Set(documents.map { Array($0.dropFirst()) }))
      #expect(found.count == 64)
      orders.insert(tokens)
      #expect(
        DocumentOrder(stream, seed: 3).arrangement(epoch: epoch).tokens(from: 0, count: 99)
          == Array(tokens.prefix(99)))
      // From anywhere, and around the end.
      for start in [1, 57, stream.count - 5] {
        #expect(
          arrangement.tokens(from: start, count: 30)
            == (0..<30).map {
              tokens[(start + $0) % tokens.count]
            })
      }
    }
    #expect(orders.count == 5)
    let other = DocumentOrder(stream, seed: 4).arrangement(epoch: 0)
    #expect(!orders.contains(other.tokens(from: 0, count: stream.count)))
  }

  @Test("lanes go on through an epoch, and all start anew with the next one")
  func lanes() {
    let stream = TokenStream(Array(documents(40).joined()))
    let (lanes, window) = (4, 10)
    var batches = Batches(stream, lanes: lanes, window: window, seed: 9)
    let steps = stream.count / lanes / window
    #expect(batches.stepsPerEpoch == Double(steps))
    for epoch in 0..<3 {
      var columns = [[Token]](repeating: [], count: lanes)
      for step in 0..<steps {
        batches.prepare(epoch * steps + step)
        let batch = batches.batch(epoch * steps + step, lanes: 0..<lanes)
        for lane in 0..<lanes {
          let inputs = (0..<window).map { batch.inputs[$0 * lanes + lane] }
          if step > 0 { #expect(inputs[0] == columns[lane].last) }
          columns[lane] = inputs + [batch.targets[(window - 1) * lanes + lane]]
        }
        // Part of the lanes is what all of them have.
        let half = batches.batch(epoch * steps + step, lanes: 2..<4)
        #expect(
          half.inputs == (0..<window).flatMap { t in (2..<4).map { batch.inputs[t * 4 + $0] } })
        let anew = TokenBatch(
          steps: window, lanes: lanes, inputs: batch.inputs, targets: batch.targets,
          boundary: Vocabulary.documentBoundary, startsAnew: step == 0)
        #expect(batch == anew)
      }
    }
    // Few documents keep their order, and so do all where that is asked for.
    for seed in [nil, UInt64(9)] {
      var few = Batches(stream, lanes: seed == nil ? lanes : 30, window: window, seed: seed)
      few.prepare(0)
      #expect(few.batch(0, lanes: 0..<1).inputs == stream.tokens(0..<window))
    }
  }
}
