internal import CharText

/// The pieces of a text as an asynchronous sequence, which ends when its task is cancelled.
///
///     for try await piece in try model.generate("Once").pieces { print(piece, terminator: "") }
///
/// Each piece is computed in the task that asks for it. Other tasks can run between two pieces.
public struct GeneratedPieces<Model: AutoregressiveModel>: AsyncSequence, Sendable {
  /// A piece of valid UTF-8, not empty.
  public typealias Element = String

  let generation: Generation<Model>

  /// Generates the pieces one after another.
  public struct Iterator: AsyncIteratorProtocol {
    var generation: Generation<Model>

    /// Generates the next piece.
    ///
    /// - Returns: the piece; nil at the end, and once the task is cancelled.
    /// - Throws: `PredictionError` if a token cannot be drawn.
    public mutating func next() async throws -> String? {
      await Task.yield()
      guard !Task.isCancelled else { return nil }
      let piece = generation.next()
      if piece == nil, let failure = generation.failure { throw failure }
      return piece
    }
  }

  /// Makes an iterator that starts at the state of the generation.
  public func makeAsyncIterator() -> Iterator { Iterator(generation: generation) }
}

extension Generation {
  /// The pieces that are left to generate, for `for try await`.
  public var pieces: GeneratedPieces<Model> { GeneratedPieces(generation: self) }
}
