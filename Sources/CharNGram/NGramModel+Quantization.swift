internal import Foundation

extension NGramModel {
  /// The numbers of bits to which probabilities can be rounded.
  public static let bits = 8...16

  /// Returns a model whose probabilities and back-off weights take few different values, so that its file is small.
  ///
  /// For each length, the logarithms are rounded to 2^bits values that are placed so that the squared error is
  /// small ([Lloyd 1982](https://doi.org/10.1109/TIT.1982.1056489)). Afterwards the probabilities of all
  /// tokens in a context sum to 1 only approximately.
  ///
  /// - Parameter bits: the bits of a number, 8 to 16.
  /// - Returns: the model.
  public func quantized(bits: Int) -> NGramModel {
    precondition(Self.bits.contains(bits), "\(bits) bits")
    return NGramModel(
      levels: levels.map { level in
        var level = level
        level.probabilities = Codebook(logarithmsOf: level.probabilities, size: 1 << bits).rounded
        level.backoffs = Codebook(logarithmsOf: level.backoffs, size: 1 << bits).rounded
        return level
      }, vocabularySize: vocabularySize, bits: bits)
  }
}
