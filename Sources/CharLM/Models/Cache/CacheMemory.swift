internal import CharNumerics
internal import CharText
internal import Foundation

/// The latest contexts of a text, as vectors, with the token that followed each.
struct CacheMemory: Sendable {
  /// Number of contexts that count.
  private let size: Int
  private let width: Int
  /// The vectors `[count, width]`, oldest first, and the tokens after them; up to twice as many as count.
  private var vectors: [Float] = []
  private var tokens: [Token] = []

  init(size: Int, width: Int) { (self.size, self.width) = (size, width) }

  /// True if there are no contexts.
  var isEmpty: Bool { tokens.isEmpty }

  /// Number of contexts that are held.
  var count: Int { tokens.count }

  /// Adds contexts.
  ///
  /// - Parameters:
  ///   - vectors: their vectors.
  ///   - tokens: the tokens that followed them.
  mutating func append(_ vectors: some Collection<Float>, before tokens: some Collection<Token>) {
    self.vectors += vectors
    self.tokens += tokens
  }

  /// Forgets contexts that no longer count, once there are many.
  mutating func trim() {
    guard tokens.count >= 2 * size else { return }
    vectors.removeFirst(width * (tokens.count - size))
    tokens.removeFirst(tokens.count - size)
  }

  /// Computes the weights of the contexts that count at a place: exp(θ · h · hᵢ) by their sum.
  ///
  /// - Parameters:
  ///   - vector: h, the vector of the context at the place.
  ///   - end: number of contexts before the place.
  ///   - flatness: θ.
  ///   - body: receives the tokens and their weights.
  func weights(
    of vector: ArraySlice<Float>, before end: Int, flatness: Double,
    _ body: (ArraySlice<Token>, [Float]) -> Void
  ) {
    let range = max(0, end - size)..<end
    guard !range.isEmpty else { return }
    var values = [Float](repeating: 0, count: range.count)
    DotProducts.compute(vector, vectors, rows: range, into: &values)
    let scale = Float(flatness)
    let top = (values.max() ?? 0) * scale
    var sum = 0.0
    for index in values.indices {
      values[index] = exp(values[index] * scale - top)
      sum += Double(values[index])
    }
    let factor = Float(1 / sum)
    for index in values.indices { values[index] *= factor }
    body(tokens[range], values)
  }
}
