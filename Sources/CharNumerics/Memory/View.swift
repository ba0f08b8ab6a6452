/// A matrix whose rows lie apart: some columns of a block, or one row again and again.
package struct View: Sendable {
  let offset: Int
  package let rows, columns: Int
  let stride: Int
}
