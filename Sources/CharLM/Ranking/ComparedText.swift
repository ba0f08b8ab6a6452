/// A text that is compared with others.
package struct ComparedText: Sendable {
  /// The number of its tokens, and of those that are not in the vocabulary.
  package var tokens, unknownTokens: Int
  /// The number by which it is compared, higher for better texts; nil for a text without tokens.
  package var score: Double?
}
