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
}
