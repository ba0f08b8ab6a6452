/// The weights of a network: one flat vector with a layout.
public struct Parameters: Sendable, Equatable {
  /// The layout.
  public let layout: ParameterLayout
  /// The values of all slots.
  public var values: [Float]

  /// Creates zeros.
  ///
  /// - Parameter layout: The layout.
  public init(layout: ParameterLayout) {
    self.layout = layout
    values = [Float](repeating: 0, count: layout.count)
  }

  /// The values of a slot.
  public subscript(slot: Slot) -> ArraySlice<Float> {
    get { values[slot.range] }
    set {
      precondition(newValue.count == slot.count, "\(slot.name) has \(slot.count) values")
      values.replaceSubrange(slot.range, with: newValue)
    }
  }
}
