extension Parameters {
  /// Moves every value towards another one: x ← x + share · (y − x).
  package mutating func move(toward other: Parameters, by share: Float, team: Team) {
    precondition(other.values.count == values.count, "weights of several layouts")
    let total = values.count
    unsafe values.withUnsafeMutableBufferPointer { target in
      let target = unsafe Exclusive(target)
      team.blocks(of: total) { _, range in
        unsafe other.values.withUnsafeBufferPointer { source in
          for i in range {
            unsafe target.buffer[i] += share * (source[i] - target.buffer[i])
          }
        }
      }
    }
  }

  /// Updates one slot: x ← kept · x + factor · direction.
  package mutating func move(
    _ slot: Slot, keeping kept: Float, by factor: Float, along direction: [Float]
  ) {
    precondition(direction.count == slot.count, "\(direction.count) numbers for \(slot.name)")
    let direction = direction.span
    var values = values.mutableSpan
    for index in direction.indices {
      values[slot.offset + index] = kept * values[slot.offset + index] + factor * direction[index]
    }
  }

  /// True if every value is finite.
  public var isFinite: Bool { areFinite(values) }
}
