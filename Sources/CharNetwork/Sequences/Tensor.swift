/// Numbers with a shape, row-major: the last axis varies fastest.
public struct Tensor: Sendable, Equatable {
  /// Sizes of the axes, slowest first.
  public let shape: [Int]
  /// All numbers in order; as many as the product of the shape.
  public var values: [Float]

  /// Numbers in order.
  ///
  /// - Parameters:
  ///   - shape: sizes of the axes.
  ///   - values: as many as their product; another count traps.
  public init(shape: [Int], values: [Float]) {
    precondition(
      shape.reduce(1, *) == values.count, "\(values.count) values for the shape \(shape)")
    self.shape = shape
    self.values = values
  }

  /// One number everywhere, 0 unless said otherwise.
  ///
  /// - Parameters:
  ///   - shape: sizes of the axes.
  ///   - value: the number.
  public init(shape: [Int], repeating value: Float = 0) {
    self.init(
      shape: shape, values: [Float](repeating: value, count: shape.reduce(1, *)))
  }
}
