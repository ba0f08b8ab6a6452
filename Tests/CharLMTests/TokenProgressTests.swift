import CharLM
import CharNetwork
import CharText
import Synchronization
import Testing

// One observer after another, of all that this process reads.
@Suite("Progress of reading", .serialized)
struct TokenProgressTests {
  /// Counts the tokens that are reported, from any thread.
  private final class Counter: Sendable {
    private let total = Mutex((tokens: 0, reports: 0))
    var tokens: Int { total.withLock { $0.tokens } }
    var reports: Int { total.withLock { $0.reports } }

    func add(_ tokens: Int) {
      total.withLock {
        $0.tokens += tokens
        $0.reports += 1
      }
    }
  }

  @Test(
    "All tokens that a model predicts are reported, and the result is the same",
    arguments: [Int.max, 150, 3])
  func all(documentLength: Int) throws {
    let model = try makeModel(.lstm)
    let size = model.tokenizer.vocabulary.count
    let tokens = (0..<400).map { place in
      place % documentLength == 0 ? Vocabulary.documentBoundary : Token(2 + place % (size - 2))
    }
    let counter = Counter()
    let values = TokenProgress.observe(with: { counter.add($0) }) {
      model.logProbabilities(tokens[...])
    }
    // Other tests read at the same time.
    #expect(counter.tokens >= tokens.count - 1)
    #expect(counter.reports > 1)
    let before = counter.tokens
    #expect(values == model.logProbabilities(tokens[...]))
    #expect(counter.tokens == before, "the observer of this text is gone")
  }
}
