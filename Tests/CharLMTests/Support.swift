import CharLM
import CharNetwork
import CharNumerics
import CharText
import Foundation
import TestSupport
import Testing

/// A stored file of another program.
func fixture(_ name: String, _ type: String) throws -> [UInt8] {
  let url = try #require(
    Bundle.module.url(forResource: name, withExtension: type, subdirectory: "Fixtures"))
  return Array(try Data(contentsOf: url))
}

/// `<unk>`, `<doc>` and the first letters of the alphabet; a line is a document.
func makeTokenizer(letters: Int = 10) throws -> Tokenizer {
  let pieces = (0..<letters).map { [UInt8(ascii: "a") + UInt8($0)] }
  return Tokenizer(
    configuration: TextConfiguration(boundary: .line),
    vocabulary: try Vocabulary(pieces: pieces, unit: .scalar))
}

/// A small model with random weights.
func makeModel(
  _ cell: CellKind, layers: Int = 2, hidden: Int = 6, embedding: Int = 4, letters: Int = 10,
  ties: Bool = false, residual: Bool = false, seed: UInt64 = 1, precision: Precision = .auto
) throws -> LanguageModel {
  let (network, parameters) = try makeNetwork(
    cell, layers: layers, hidden: hidden, embedding: ties ? hidden : embedding,
    vocabulary: letters + 2, ties: ties, residual: residual, seed: seed)
  return LanguageModel(
    tokenizer: try makeTokenizer(letters: letters), network: network, parameters: parameters,
    precision: precision)
}

/// A small model of a configuration, with random weights.
func makeModel(_ configuration: NetworkConfiguration, precision: Precision = .auto) throws
  -> LanguageModel
{
  let letters = 10
  let (network, parameters) = try makeNetwork(configuration, vocabulary: letters + 2)
  return LanguageModel(
    tokenizer: try makeTokenizer(letters: letters), network: network, parameters: parameters,
    precision: precision)
}

/// Random documents as lines, of the first letters of the alphabet.
func makeLines(_ lengths: [Int], letters: Int = 10, seed: UInt64 = 5) -> [String] {
  var random = RandomSource(seed: seed)
  return lengths.map { length in
    String(
      decoding: (0..<length).map { _ in
        UInt8(ascii: "a") + UInt8(random.next() % UInt64(letters))
      }, as: UTF8.self)
  }
}

/// The stream of tokens of some documents.
func stream(_ lines: [String], _ tokenizer: Tokenizer) -> [Token] {
  lines.flatMap { [Vocabulary.documentBoundary] + tokenizer.tokens(of: $0) }
}

extension LanguageModel {
  /// The same model in so many threads.
  func threads(_ count: Int) -> LanguageModel {
    LanguageModel(
      tokenizer: tokenizer, network: network, parameters: parameters, training: training,
      precision: engine.precision, threads: count)
  }

  /// Logits after each token, by a stream that is advanced token by token.
  func streamLogits(_ tokens: [Token]) -> [[Float]] {
    var state = initialState()
    var logits = [Float](repeating: 0, count: network.vocabularySize)
    return tokens.map { token in
      advance(&state, with: token, logits: &logits)
      return logits
    }
  }

  /// Logits after each token of each lane, by windows of `steps` with carried state.
  func windowLogits(_ lanes: [[Token]], steps: Int) -> [[[Float]]] {
    let count = lanes.first?.count ?? 0
    precondition(count % steps == 0 && lanes.allSatisfy { $0.count == count })
    var result = [[[Float]]](repeating: [], count: lanes.count)
    var state = network.initialState(lanes: lanes.count)
    for start in stride(from: 0, to: count, by: steps) {
      let inputs = (start..<start + steps).flatMap { t in lanes.map { $0[t] } }
      let batch = TokenBatch(
        steps: steps, lanes: lanes.count, inputs: inputs, targets: inputs,
        boundary: Vocabulary.documentBoundary)
      let logits = engine.logits(batch, &state)
      let v = network.vocabularySize
      for row in 0..<steps * lanes.count {
        result[row % lanes.count].append(Array(logits[row * v..<(row + 1) * v]))
      }
    }
    return result
  }
}

/// The largest difference between rows of numbers; infinite where the shapes differ or one is NaN.
func largestDifference(_ a: [[Float]], _ b: [[Double]]) -> Double {
  guard a.map(\.count) == b.map(\.count) else { return .infinity }
  return zip(a.joined(), b.joined()).reduce(0) { largest, pair in
    let difference = abs(Double(pair.0) - pair.1)
    return difference.isNaN ? .infinity : max(largest, difference)
  }
}

func largestDifference(_ a: [[Float]], _ b: [[Float]]) -> Double {
  largestDifference(a, b.map { $0.map(Double.init) })
}
