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

  /// Updates several slots: x ← kept · x + factor · direction.
  package mutating func move(_ moves: [SlotMove], keeping kept: Float, team: Team) {
    precondition(
      moves.allSatisfy {
        $0.direction.count == $0.slot.count && $0.slot.range.upperBound <= values.count
      }, "directions of other shapes")
    unsafe values.withUnsafeMutableBufferPointer { target in
      let target = unsafe Exclusive(target)
      team.run { [threads = team.count] thread in
        for index in stride(from: thread, to: moves.count, by: threads) {
          let move = moves[index]
          unsafe move.direction.withUnsafeBufferPointer { direction in
            for i in direction.indices {
              let value = unsafe target.buffer[move.slot.offset + i]
              unsafe target.buffer[move.slot.offset + i] =
                kept * value + move.factor * direction[i]
            }
          }
        }
      }
    }
  }

  /// True if every value is finite.
  public var isFinite: Bool { areFinite(values) }
}

/// A direction in which one slot moves.
package struct SlotMove: Sendable {
  package var slot: Slot
  package var factor: Float
  package var direction: [Float]

  /// Creates a move; moves of one update have distinct slots.
  package init(_ slot: Slot, by factor: Float, along direction: [Float]) {
    (self.slot, self.factor, self.direction) = (slot, factor, direction)
  }
}
