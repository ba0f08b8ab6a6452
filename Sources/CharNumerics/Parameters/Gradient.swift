/// The gradient of a loss with respect to the parameters, in the same layout.
public struct Gradient: Sendable, Equatable {
  /// The layout of the parameters.
  public let layout: ParameterLayout
  /// All values; the length is the layout's.
  public internal(set) var values: [Float]

  /// All zeros.
  ///
  /// - Parameter layout: what stands where.
  public init(layout: ParameterLayout) {
    self.layout = layout
    values = [Float](repeating: 0, count: layout.count)
  }

  /// The values of one slot.
  public subscript(slot: Slot) -> ArraySlice<Float> { values[slot.range] }
}
