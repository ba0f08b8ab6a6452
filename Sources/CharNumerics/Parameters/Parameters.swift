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

  /// Reads every slot from the tensor of its name.
  ///
  /// - Parameters:
  ///   - layout: The layout.
  ///   - file: A file with these tensors, and maybe others.
  /// - Throws: `FileError` if one is missing, has another shape, or lacks valid scales.
  package init(layout: ParameterLayout, from file: Safetensors) throws {
    self.layout = layout
    values = unsafe try [Float](unsafeUninitializedCapacity: layout.count) { values, count in
      for slot in layout.slots {
        unsafe try file.read(
          slot.name, shape: slot.shape,
          into: UnsafeMutableBufferPointer(rebasing: values[slot.range]))
      }
      count = layout.count
    }
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
