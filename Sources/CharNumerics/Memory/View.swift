/// A matrix with a row stride: columns of a block, or one repeated row.
package struct View: Sendable {
  let offset: Int
  package let rows, columns: Int
  let stride: Int
}
