/// State of all lanes at one moment: planes `[B, H]` at equal distances in an arena.
package struct Planes: Sendable {
  package let first: Block
  package let distance: Int

  /// Planes of which the first stands here.
  package init(first: Block, distance: Int) {
    self.first = first
    self.distance = distance
  }

  /// One plane.
  package subscript(plane: Int) -> Block {
    Block(offset: first.offset + plane * distance, rows: first.rows, columns: first.columns)
  }
}

extension ArenaPlan {
  /// Places planes `[B, H]` one after another.
  package mutating func reservePlanes(_ count: Int, lanes: Int, units: Int) -> Planes {
    let all = reserve(rows: count * lanes, columns: units)
    return Planes(
      first: Block(offset: all.offset, rows: lanes, columns: units), distance: lanes * units)
  }
}
