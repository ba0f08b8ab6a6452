/// A canvas of braille characters with two by four dots per terminal cell.
///
/// Unlike block and line characters, these are one column wide in every terminal, including East
/// Asian ones.
struct BrailleCanvas {
  let columns, rows: Int
  private var cells: [UInt8]

  init(columns: Int, rows: Int) {
    (self.columns, self.rows) = (columns, rows)
    cells = [UInt8](repeating: 0, count: columns * rows)
  }

  /// Width and height in dots.
  var width: Int { 2 * columns }
  var height: Int { 4 * rows }

  /// Bits of the dots of a character, row by row.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Sets a dot; dots outside are ignored.
  mutating func dot(_ x: Int, _ y: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    cells[y / 4 * columns + x / 2] |= Self.bits[y % 4][x % 2]
  }

  /// Draws a straight line between dots.
  mutating func line(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int)) {
    let steps = max(1, abs(to.x - from.x), abs(to.y - from.y))
    for i in 0...steps {
      dot(from.x + (to.x - from.x) * i / steps, from.y + (to.y - from.y) * i / steps)
    }
  }

  /// Returns the character of a cell; a space if empty.
  func character(_ column: Int, _ row: Int) -> Character {
    let bits = cells[row * columns + column]
    return bits == 0 ? " " : Self.character(bits)
  }

  /// Returns the character of a bit pattern.
  static func character(_ bits: UInt8) -> Character {
    Character(Unicode.Scalar(0x2800 + UInt32(bits)) ?? " ")
  }
}
