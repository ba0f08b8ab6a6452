import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

/// A network, and the precision that it is read in.
struct ModelCase: CustomTestStringConvertible, Sendable {
  var network: NetworkCase

  var testDescription: String { network.testDescription }
  var cell: CellKind { network.configuration.cell }
  var ties: Bool { network.configuration.tiesEmbeddings }

  func make(
    layers: Int? = nil, hidden: Int? = nil, embedding: Int? = nil, precision: Precision = .auto
  ) throws -> LanguageModel {
    var configuration = network.configuration
    configuration.layers = layers ?? configuration.layers
    configuration.hiddenSize = hidden ?? configuration.hiddenSize
    configuration.embeddingSize =
      ties ? configuration.hiddenSize : embedding ?? configuration.embeddingSize
    return try makeModel(configuration, precision: precision)
  }

  init(_ network: NetworkCase) { self.network = network }

  /// A cell as it comes.
  init(cell: CellKind) {
    network = NetworkCase.cells[CellKind.allCases.firstIndex(of: cell) ?? 0]
  }

  static let all = NetworkCase.all.map { ModelCase($0) }
}

/// However a stream of tokens is cut up, each token sees the same past.
@Suite("Streams and windows")
struct StreamTests {
  /// 48 tokens of several documents.
  static func tokens(_ model: LanguageModel, seed: UInt64 = 5) -> [Token] {
    let tokens = stream(makeLines([10, 1, 3, 30], seed: seed), model.tokenizer)
    precondition(tokens.count == 48)
    return tokens
  }

  @Test("a stream gives the logits of a window", arguments: ModelCase.all)
  func streamedAndWindows(_ test: ModelCase) throws {
    let model = try test.make(layers: 3)
    let tokens = Self.tokens(model)
    let window = model.windowLogits([tokens], steps: tokens.count)[0]
    #expect(largestDifference(model.streamLogits(tokens), window) < 1e-5)
  }

  @Test("a copy of a state is a second continuation", arguments: CellKind.allCases)
  func copies(_ cell: CellKind) throws {
    let model = try makeModel(cell)
    var none: [Float] = []
    var state = model.initialState()
    for token in [1, 4, 5, 6] as [Token] { model.advance(&state, with: token, logits: &none) }
    var other = state
    for token in [7, 8, 9] as [Token] { model.advance(&other, with: token, logits: &none) }
    var logits = [Float](repeating: 0, count: model.network.vocabularySize)
    model.advance(&state, with: 3, logits: &logits)
    #expect(logits == model.streamLogits([1, 4, 5, 6, 3]).last)
  }

  @Test("windows of any length with carried state are one window", arguments: ModelCase.all)
  func cuts(_ test: ModelCase) throws {
    let model = try test.make()
    let lanes = [Self.tokens(model, seed: 5), Self.tokens(model, seed: 6)]
    let whole = model.windowLogits(lanes, steps: 48)
    for steps in [1, 3, 8, 16, 24] {
      let cut = model.windowLogits(lanes, steps: steps)
      for (a, b) in zip(cut, whole) { #expect(largestDifference(a, b) < 1e-5, "\(steps)") }
    }
  }

  @Test("a lane's logits do not depend on its neighbors", arguments: ModelCase.all)
  func lanes(_ test: ModelCase) throws {
    let model = try test.make()
    let tokens = Self.tokens(model)
    let others = (6..<12).map { Self.tokens(model, seed: $0) }
    let first = model.windowLogits([others[0], tokens, others[1], others[2]], steps: 16)
    let second = model.windowLogits([others[3], tokens, others[4], others[5]], steps: 16)
    #expect(first[1] == second[1])
    #expect(first[0] != second[0])
    let alone = model.windowLogits([tokens], steps: 16)
    #expect(largestDifference(first[1], alone[0]) < 1e-5)
  }

  @Test("the probabilities of all tokens sum to 1 after every context", arguments: ModelCase.all)
  func distributions(_ test: ModelCase) throws {
    let model = try test.make()
    let context = Self.tokens(model)
    for length in [1, 2, 3, 7, 16, 17, context.count] {
      let sum = (0..<Token(model.network.vocabularySize)).reduce(0.0) { sum, next in
        sum + exp(model.logProbabilities((context.prefix(length) + [next])[...]).last ?? .nan)
      }
      #expect(abs(sum - 1) < 1e-5, "after \(length) tokens")
    }
  }
}
