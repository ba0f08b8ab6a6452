/// A named, shaped range of the flat parameter vector.
public struct Slot: Sendable, Hashable {
  /// The tensor's name in a safetensors file, as in PyTorch: `rnn.weight_hh_l0`.
  public let name: String
  /// Sizes of the axes, slowest first; a vector has one, a matrix two: `[rows, columns]`.
  public let shape: [Int]
  /// The slot's part in the network; optimizers treat it accordingly.
  public let role: Role
  /// The start of the range, in floats.
  public let offset: Int
  /// The length of the range in floats: the product of the shape.
  public let count: Int

  /// The rows of a matrix; 1 for a vector.
  public var rows: Int { shape.count > 1 ? shape[0] : 1 }
  /// The columns of a matrix; the length of a vector.
  public var columns: Int { rows == 0 ? 0 : count / rows }
  /// The range in the flat vector.
  public var range: Range<Int> { offset..<offset + count }

  init(name: String, shape: [Int], role: Role, offset: Int, count: Int) {
    self.name = name
    self.shape = shape
    self.role = role
    self.offset = offset
    self.count = count
  }

  /// Returns a range of rows of a matrix as a slot.
  package func rows(_ range: Range<Int>) -> Slot {
    precondition(shape.count == 2 && range.upperBound <= rows, "rows \(range) of \(name)")
    return Slot(
      name: name, shape: [range.count, columns], role: role,
      offset: offset + range.lowerBound * columns, count: range.count * columns)
  }

  /// Returns a range of elements of a vector as a slot.
  package func elements(_ range: Range<Int>) -> Slot {
    precondition(shape.count == 1 && range.upperBound <= count, "elements \(range) of \(name)")
    return Slot(
      name: name, shape: [range.count], role: role, offset: offset + range.lowerBound,
      count: range.count)
  }
}
