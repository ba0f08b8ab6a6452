internal import Foundation

/// Codes bytes by a model that learns them as it goes.
struct OnlineCoding {
  private var model: OnlineModel
  /// The size of everything so far by its probabilities, in bits.
  private(set) var bits = 0.0

  /// Starts a text.
  ///
  /// - Parameter size: its number of bytes.
  init(size: Int) { model = OnlineModel(size: size) }

  /// Codes a byte.
  ///
  /// - Parameters:
  ///   - byte: the byte; ignored by a decoder.
  ///   - coder: the coder.
  /// - Returns: the byte.
  mutating func code(_ byte: UInt8, _ coder: inout some EntropyCoder) -> UInt8 {
    var result: UInt8 = 0
    for place in (0..<8).reversed() {
      let probability = model.probability
      let bit = coder.code(byte >> UInt8(place) & 1 == 1, probability: probability)
      bits -= log2(Double(bit ? probability : 65536 - probability) / 65536)
      model.update(bit)
      result = result << 1 | (bit ? 1 : 0)
    }
    return result
  }
}
