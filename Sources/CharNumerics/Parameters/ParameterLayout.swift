/// All slots of a network, side by side in one flat vector.
///
/// Optimizer, clipping, finite check and file are each one pass over that vector.
public struct ParameterLayout: Sendable, Equatable {
  /// The slots in the order of their offsets, without gaps.
  public private(set) var slots: [Slot] = []
  /// Length of the flat vector, in floats.
  public private(set) var count = 0
  private var initializations: [Initialization] = []

  /// A layout without slots.
  package init() {}

  /// Appends a slot.
  ///
  /// - Parameters:
  ///   - name: its name, not used before.
  ///   - shape: its axes, none negative; a product that overflows traps.
  ///   - role: its part in the network.
  ///   - initialization: what a new network starts from.
  /// - Returns: the slot.
  package mutating func append(
    _ name: String, shape: [Int], role: Slot.Role, initialization: Initialization
  ) -> Slot {
    precondition(!slots.contains { $0.name == name }, "the layout has a slot \(name) already")
    let slot = Slot(
      name: name, shape: shape, role: role, offset: count, count: shape.reduce(1, *))
    slots.append(slot)
    initializations.append(initialization)
    count += slot.count
    return slot
  }

  /// The slot of a name, or nil.
  public subscript(name: String) -> Slot? { slots.first { $0.name == name } }

  /// Fresh values for every slot, drawn in the order of the slots.
  ///
  /// - Parameter random: where chance comes from; the same source gives the same values.
  /// - Returns: the parameters.
  public func initialize(from random: inout RandomSource) -> Parameters {
    var parameters = Parameters(layout: self)
    for (slot, initialization) in zip(slots, initializations) {
      initialization.fill(slot, of: &parameters.values, from: &random)
    }
    return parameters
  }
}
