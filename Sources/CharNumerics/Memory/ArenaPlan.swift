/// Assigns consecutive places to blocks, each aligned to 64 bytes.
package struct ArenaPlan: Sendable {
  package private(set) var count = 0

  package init() {}

  package mutating func reserve(rows: Int, columns: Int) -> Block {
    let block = Block(offset: count, rows: rows, columns: columns)
    count += (block.count + Arena.lanes - 1) / Arena.lanes * Arena.lanes
    return block
  }
}
