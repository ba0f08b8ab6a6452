import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

@Suite("Surprisal, odd places and comparisons")
struct SurprisalTests {
  /// A model with random weights that is sure of what it predicts.
  private func sharpModel() throws -> LanguageModel {
    let model = try makeModel(.lstm)
    var parameters = model.parameters
    for index in parameters.values.indices { parameters.values[index] *= 6 }
    return LanguageModel(
      tokenizer: model.tokenizer, network: model.network, parameters: parameters)
  }

  private func backward(_ model: LanguageModel) -> LanguageModel {
    var configuration = model.tokenizer.configuration
    configuration.direction = .backward
    return LanguageModel(
      tokenizer: Tokenizer(configuration: configuration, vocabulary: model.tokenizer.vocabulary),
      network: model.network, parameters: model.parameters)
  }

  @Test("surprisals add up to the evaluation and are those of scores, in both directions")
  func sums() throws {
    let lines = makeLines([40, 1, 130, 64, 7])
    for model in [try makeModel(.gru), backward(try makeModel(.lstm))] {
      let text = lines.joined(separator: "\n")
      let located = try LocatedText(text, for: model.tokenizer)
      let surprisals = try model.surprisals(of: located)
      let nats = surprisals.reduce(0.0) { sum, document in
        sum + document.tokens.reduce(0) { $0 + $1.nats } + (document.end?.nats ?? 0)
      }
      let evaluation = try model.evaluate(CorpusReader(text: text).encode(with: model.tokenizer))
      #expect(abs(nats - evaluation.nats) < 1e-4 * nats)
      for (line, document) in zip(lines, surprisals) {
        let score = try model.score(line)
        for (a, b) in zip(document.tokens, score.tokenLogProbabilities) {
          #expect(abs(a.nats + b) < 1e-4)
        }
        #expect(document.tokens.allSatisfy { (0...log(12) + 1e-5).contains($0.entropy) })
      }
      #expect(surprisals.map { $0.end == nil } == [false, false, false, false, true])
      // A model of which only single steps are known.
      if let steps = (model.tokenizer.configuration.direction == .forward)
        ? StepByStep(model: model) : nil
      {
        for (a, b) in zip(try steps.surprisals(of: located), surprisals) {
          for (x, y) in zip(a.tokens, b.tokens) {
            #expect(abs(x.nats - y.nats) < 1e-4 && abs(x.entropy - y.entropy) < 1e-4)
          }
        }
      }
    }
  }

  @Test("a model of zeros is as uncertain as can be")
  func uniform() throws {
    let model = try makeModel(.lstm)
    let uniform = LanguageModel(
      tokenizer: model.tokenizer, network: model.network,
      parameters: Parameters(layout: model.network.layout))
    let located = try LocatedText(makeLines([20])[0], for: model.tokenizer)
    for token in try uniform.surprisals(of: located)[0].tokens {
      #expect(abs(token.entropy - log(12)) < 1e-6 && abs(token.nats - log(12)) < 1e-6)
    }
  }

  @Test("a repair gains what the score of the changed text says, in both directions")
  func repairs() throws {
    var found = 0
    for model in [try sharpModel(), backward(try sharpModel())] {
      for seed in 1...6 {
        // So short that every gain reaches to the end.
        let text = makeLines([12], seed: UInt64(seed))[0]
        let located = try LocatedText(text, for: model.tokenizer)
        let surprisals = try model.surprisals(of: located)
        let places = try model.oddPlaces(of: located, surprisals, count: 2)
        #expect(places.count <= 2 && places.allSatisfy { $0.alternatives.count == 5 })
        #expect(zip(places, places.dropFirst()).allSatisfy { $0.nats >= $1.nats })
        let before = try model.score(text).logProbability
        let tokens = located.documents[0].tokens
        for repair in places.flatMap(\.repairs) {
          found += 1
          let changed =
            Array(tokens[..<repair.range.lowerBound]) + repair.tokens
            + Array(tokens[repair.range.upperBound...])
          let after = try model.score(model.tokenizer.decode(changed)).logProbability
          #expect(abs(after - before - repair.gain) < 1e-3, "\(repair)")
          #expect(repair.gain >= log(8))
        }
      }
    }
    #expect(found > 10)
  }

  @Test("losses of documents and of lines add up to the evaluation, in both directions")
  func pieces() throws {
    let lines = makeLines([12, 30, 1, 77])
    for model in [try makeModel(.lstm), backward(try makeModel(.lstm))] {
      let corpus = try CorpusReader(text: lines.joined(separator: "\n")).encode(
        with: model.tokenizer)
      let pieces = try model.pieceLosses(of: corpus)
      let evaluation = try model.evaluate(corpus)
      #expect(pieces.documents == pieces.lines)
      #expect(pieces.documents.map(\.tokens) == [13, 31, 2, 77])
      #expect(pieces.documents.map(\.characters) == [12, 30, 1, 77])
      #expect(abs(pieces.nats - evaluation.nats) < 1e-9 * evaluation.nats)
      let score = try model.score(lines[1], countsEnd: true)
      #expect(abs(pieces.documents[1].nats + score.logProbability) < 1e-4)
    }
  }

  @Test("a bootstrap interval covers the difference as often as it says")
  func bootstrap() throws {
    var random = RandomSource(seed: 7)
    var covered = 0
    for trial in 0..<100 {
      let differences = (0..<40).map { _ in 0.3 + Double(random.nextFloat()) - 0.5 }
      let interval = try #require(
        PairedBootstrap.interval(
          differences: differences, sizes: [Double](repeating: 1, count: 40),
          seed: UInt64(trial)))
      if interval.contains(0.3) { covered += 1 }
    }
    #expect((86...100).contains(covered))
    #expect(PairedBootstrap.interval(differences: [1, 2], sizes: [1, 1]) == nil)
  }

  @Test("models of other vocabularies are compared in bits per byte only")
  func contracts() throws {
    let text = makeLines([Int](repeating: 20, count: 25)).joined(separator: "\n")
    let models = try [makeModel(.lstm), makeModel(.gru)].enumerated().map {
      (name: "m\($0.offset)", model: $0.element as any AutoregressiveModel)
    }
    let same = try ModelComparison(models) { try CorpusReader(text: text).encode(with: $0) }
    #expect(same.contractDifference == nil && same.pieces == .documents && same.pieceCount == 25)
    #expect(same.entries[0].interval == nil && same.entries[0].difference == 0)
    let interval = try #require(same.entries[1].interval)
    #expect(interval.contains(same.entries[1].difference))
    let other = try ModelComparison([models[0], ("more", makeModel(.lstm, letters: 12))]) {
      try CorpusReader(text: text).encode(with: $0)
    }
    #expect(other.contractDifference == "the vocabulary has 12 tokens in m0 and 14 in more")
  }

  @Test("hidden states have the rows that the network has for each document")
  func hiddenStates() throws {
    let model = try makeModel(.lstm)
    let lines = makeLines([5, 9])
    let located = try LocatedText(lines.joined(separator: "\n"), for: model.tokenizer)
    let scratch = try Scratch()
    let shape = try model.writeHiddenStates(of: located, to: scratch.path("h.npy"))
    #expect(shape == (16, 6))
    let bytes = try scratch.read("h.npy")
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    let numbers = stride(from: start, to: bytes.count, by: 4).map { index in
      Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[index + $1]) << UInt32(8 * $1) })
    }
    var expected: [Float] = []
    for document in located.documents {
      var state = model.initialState()
      expected += model.engine.hiddenStates(document.reading(.forward)[...], from: &state).values
    }
    #expect(numbers == expected)
  }
}
