package import CharLM
package import CharNumerics
public import CharText
internal import Foundation

/// Held-out text in the order in which a model reads it.
public struct HeldOutText: Sendable, Equatable {
  /// The tokens in reading order: documents or parts of them, each after its boundary.
  public private(set) var tokens: [Token] = []
  /// The number of Unicode scalars in the text as read.
  public private(set) var characters = 0

  /// Positions of boundaries before pieces from inside a document; they are read but not predicted,
  /// since no document ends there.
  private var cuts: Set<Int> = []

  /// True if there is nothing to predict.
  public var isEmpty: Bool { tokens.count < 2 }

  init() {}

  /// Joins pieces of a corpus.
  package init(
    _ pieces: [CorpusPiece], of corpus: StoredCorpus, _ vocabulary: Vocabulary,
    _ direction: ReadingDirection
  ) {
    for piece in pieces {
      if piece.range.lowerBound > 0 {
        let start = corpus.tokens.start(before: piece, vocabulary)
        if !start.isEmpty { cuts.insert(tokens.count) }
        tokens += start
      }
      tokens += corpus.tokens.tokens(piece.range)
      characters += piece.characters.count
    }
    direction.order(&tokens, of: vocabulary)
  }

  /// Selects, from values of all tokens after the first, those of predicted tokens: text, and
  /// boundaries between documents.
  package func predicted(_ values: [Double], _ vocabulary: Vocabulary) -> [Double] {
    guard !cuts.isEmpty || !vocabulary.conditionNames.isEmpty else { return values }
    return values.indices.filter { isPredicted($0 + 1, vocabulary) }.map { values[$0] }
  }

  /// Returns the number of predicted tokens: all but the first, conditions, and boundaries inside a
  /// document.
  package func targets(_ vocabulary: Vocabulary) -> Int {
    tokens.indices.dropFirst().count { isPredicted($0, vocabulary) }
  }

  private func isPredicted(_ position: Int, _ vocabulary: Vocabulary) -> Bool {
    !cuts.contains(position) && !vocabulary.isCondition(tokens[position])
  }

  /// Returns evenly distributed parts of pieces, up to a number of tokens.
  static func thinned(
    _ pieces: [CorpusPiece], to limit: Int, of corpus: StoredCorpus, _ vocabulary: Vocabulary,
    _ text: TextConfiguration
  ) -> [CorpusPiece] {
    let total = pieces.reduce(0) { $0 + $1.range.count }
    guard total > limit else { return pieces }
    let share = Double(limit) / Double(total)
    guard pieces.count < 1000 else {
      return pieces.enumerated().filter {
        Int(Double($0.offset + 1) * share) > Int(Double($0.offset) * share)
      }.map(\.element)
    }
    return pieces.map { piece in
      let cut = piece.range.lowerBound + Int(Double(piece.range.count) * share)
      let end = corpus.mark(near: cut, vocabulary, text)
      guard piece.range.dropFirst().contains(end.position) else { return piece }
      return CorpusPiece(
        range: piece.range.lowerBound..<end.position,
        characters: piece.characters.lowerBound..<end.characters)
    }
  }
}

extension AutoregressiveModel {
  /// Computes the loss of the model on held-out text.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - communicator: the ranks that divide its documents and parts of documents; all call it.
  /// - Returns: nats per predicted token, and bits per Unicode scalar of the text as read; nil if
  ///   there is nothing to predict, and on other ranks than 0. They are not finite if the model's
  ///   predictions are not.
  package func losses(
    of text: HeldOutText, among communicator: any Communicator = OneProcess()
  ) -> (natsPerToken: Double, bitsPerCharacter: Double)? {
    guard !text.isEmpty,
      let read = logProbabilities(text.tokens[...], among: communicator)
    else { return nil }
    let values = text.predicted(read, tokenizer.vocabulary)
    let nats = -values.reduce(0, +)
    return (nats / Double(values.count), nats / log(2) / Double(text.characters))
  }
}

extension TokenStore {
  /// Returns the tokens to read before a piece that starts inside a document: its boundary, and its
  /// condition if any.
  fileprivate func start(before piece: CorpusPiece, _ vocabulary: Vocabulary) -> [Token] {
    let first = start(ofDocument: documents(before: piece.range.lowerBound + 1) - 1)
    guard first < piece.range.lowerBound else { return [] }
    return tokens(first..<min(first + 2, piece.range.lowerBound)).filter {
      $0 == Vocabulary.documentBoundary || vocabulary.isCondition($0)
    }
  }
}
