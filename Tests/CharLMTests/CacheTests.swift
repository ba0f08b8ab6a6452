import CharLM
import CharNetwork
import CharText
import Foundation
import TestSupport
import Testing

@Suite("A neural cache")
struct CacheTests {
  private let settings: CacheConfiguration

  init() {
    var settings = CacheConfiguration()
    (settings.size, settings.weight, settings.flatness) = (20, 0.3, 1.5)
    self.settings = settings
  }

  /// The definition, token by token, in Double: ln p of every token after the first.
  private func plain(
    _ model: LanguageModel, _ documents: [[Token]], _ settings: CacheConfiguration
  ) -> [Double] {
    var past: [(vector: [Double], token: Token)] = []
    return documents.flatMap { tokens in
      var state = model.initialState()
      return tokens.dropLast().indices.map { index in
        var before = state
        let vector = model.engine.hiddenStates(tokens[index...index], from: &before).values
          .map(Double.init)
        var logits = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
        model.advance(&state, with: tokens[index], logits: &logits)
        let next = tokens[index + 1]
        let total = logits.reduce(0) { $0 + exp(Double($1)) }
        var probability = exp(Double(logits[Int(next)])) / total
        let recent = past.suffix(settings.size)
        if !recent.isEmpty {
          let weights = recent.map { entry in
            exp(settings.flatness * zip(entry.vector, vector).reduce(0) { $0 + $1.0 * $1.1 })
          }
          let share = zip(recent, weights).filter { $0.0.token == next }.reduce(0) { $0 + $1.1 }
          probability =
            (1 - settings.weight) * probability
            + settings.weight * share / weights.reduce(0, +)
        }
        past.append((vector, next))
        return log(probability)
      }
    }
  }

  @Test("predicts as the definition says", arguments: [CellKind.lstm, .gru, .elman])
  func definition(_ cell: CellKind) throws {
    let model = try makeModel(cell)
    let lines = makeLines([30, 1, 17, 45])
    let documents = lines.map { stream([$0], model.tokenizer) }
    let cached = try CacheModel(model, settings)
    var tokens: [Token] = []
    let spans = documents.map { document in
      tokens += document
      return tokens.count - document.count..<tokens.count
    }
    let values = cached.logProbabilities(tokens[...], spans: spans)
    let expected = plain(model, documents, settings)
    let found = spans.flatMap { values[$0.dropLast()] }
    #expect(found.count == expected.count)
    for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-5) }
  }

  @Test("predicts the same by steps, by prompts, and across a long text")
  func steps() throws {
    let model = try makeModel(.lstm)
    let tokens = stream(makeLines([1500, 900]), model.tokenizer)
    var settings = settings
    settings.size = 300
    let cached = try CacheModel(model, settings)
    let values = cached.logProbabilities(tokens[...])
    var logits = [Float](repeating: 0, count: model.tokenizer.vocabulary.count)
    var state = cached.initialState()
    for position in tokens.indices.dropLast() {
      cached.advance(&state, with: tokens[position], logits: &logits)
      guard position % 97 == 0 || position > 2390 else { continue }
      let total = logits.reduce(0) { $0 + exp(Double($1)) }
      let value = Double(logits[Int(tokens[position + 1])]) - log(total)
      #expect(abs(value - values[position]) < 1e-4, "\(position)")
      #expect(abs(total - 1) < 1e-4 || position == 0)
    }
    var prompted = cached.initialState()
    var whole = logits
    cached.read(tokens[..<1000], &prompted, logits: &whole)
    cached.read(tokens[1000...].dropLast(), &prompted, logits: &whole)
    for (a, b) in zip(whole, logits) { #expect(abs(a - b) < 1e-4) }
  }

  @Test("without weight is the model alone, and one that is empty is, too")
  func nothing() throws {
    let model = try makeModel(.lstm)
    let tokens = stream(makeLines([60]), model.tokenizer)
    var settings = settings
    settings.weight = 0
    let alone = model.logProbabilities(tokens[...])
    let cached = try CacheModel(model, settings).logProbabilities(tokens[...])
    for (a, b) in zip(alone, cached) { #expect(abs(a - b) < 1e-6) }
    #expect(try CacheModel(model, self.settings).logProbabilities(tokens[..<2])[0] == alone[0])
  }

  @Test("refuses settings out of range")
  func ranges() throws {
    let model = try makeModel(.lstm)
    let wrong: [(inout CacheConfiguration) -> Void] = [
      { $0.size = 0 }, { $0.weight = 1 }, { $0.weight = -0.1 }, { $0.flatness = -1 },
      { $0.flatness = .infinity }, { $0.weight = .nan },
    ]
    for change in wrong {
      var settings = settings
      change(&settings)
      #expect(throws: (any Error).self) { try CacheModel(model, settings) }
    }
  }
}
