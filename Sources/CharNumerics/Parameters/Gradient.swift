/// The gradient of a loss with respect to the parameters, in the same layout.
public struct Gradient: Sendable, Equatable {
  /// The layout.
  public let layout: ParameterLayout
  /// The values of all slots.
  public package(set) var values: [Float]

  /// Creates zeros.
  ///
  /// - Parameter layout: The layout.
  public init(layout: ParameterLayout) {
    self.layout = layout
    values = [Float](repeating: 0, count: layout.count)
  }

  /// The values of a slot.
  public subscript(slot: Slot) -> ArraySlice<Float> { values[slot.range] }
}
