internal import Foundation

/// The entropy of the held-out part of a text under an n-gram model.
public struct NGramEntropy: Sendable, Equatable {
  /// n: the predicted character and the n − 1 before it.
  public var order: Int
  /// Nats per character.
  public var nats: Double
  /// The number of different n-grams in the training part.
  public var grams: Int

  /// Bits per character.
  public var bits: Double { nats / log(2) }
}
