/// The slots of a network in one flat vector.
///
/// Optimizers, clipping, checks for finite values and files each take one pass over that vector.
public struct ParameterLayout: Sendable, Equatable {
  /// The slots in the order of their offsets, without gaps.
  public private(set) var slots: [Slot] = []
  /// The length of the flat vector, in floats.
  public private(set) var count = 0
  private var initializations: [Initialization] = []

  /// Creates an empty layout.
  package init() {}

  /// Appends a slot.
  ///
  /// - Parameters:
  ///   - name: The name, not used before.
  ///   - shape: The sizes of its axes, not negative; traps if their product overflows.
  ///   - role: The role in the network.
  ///   - initialization: The initial values.
  /// - Returns: The slot.
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

  /// Returns the slot with a name, or nil.
  public subscript(name: String) -> Slot? { slots.first { $0.name == name } }

  /// Returns initial values for all slots, drawn in the order of the slots.
  ///
  /// - Parameter random: The random source; equal sources yield equal values.
  /// - Returns: The parameters.
  public func initialize(from random: inout RandomSource) -> Parameters {
    var parameters = Parameters(layout: self)
    for (slot, initialization) in zip(slots, initializations) {
      initialization.fill(slot, of: &parameters.values, from: &random)
    }
    return parameters
  }
}
