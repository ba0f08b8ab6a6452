/// The state of all lanes at one step: planes `[B, H]` at equal distances in an arena.
package struct Planes: Sendable {
  package let first: Block
  package let distance: Int

  /// Planes of which the first stands here.
  package init(first: Block, distance: Int) {
    self.first = first
    self.distance = distance
  }

  /// Returns one plane.
  package subscript(plane: Int) -> Block {
    Block(offset: first.offset + plane * distance, rows: first.rows, columns: first.columns)
  }
}

extension ArenaPlan {
  /// Reserves consecutive planes `[B, H]`.
  package mutating func reservePlanes(_ count: Int, lanes: Int, units: Int) -> Planes {
    let all = reserve(rows: count * lanes, columns: units)
    return Planes(
      first: Block(offset: all.offset, rows: lanes, columns: units), distance: lanes * units)
  }
}
