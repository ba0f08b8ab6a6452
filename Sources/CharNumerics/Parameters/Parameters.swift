/// The weights of a network: one flat vector and the layout that names its parts.
public struct Parameters: Sendable, Equatable {
  /// What stands where.
  public let layout: ParameterLayout
  /// All values; the length is the layout's.
  public var values: [Float]

  /// All zeros.
  ///
  /// - Parameter layout: what stands where.
  public init(layout: ParameterLayout) {
    self.layout = layout
    values = [Float](repeating: 0, count: layout.count)
  }

  /// The values of one slot.
  public subscript(slot: Slot) -> ArraySlice<Float> {
    get { values[slot.range] }
    set {
      precondition(newValue.count == slot.count, "\(slot.name) has \(slot.count) values")
      values.replaceSubrange(slot.range, with: newValue)
    }
  }
}
