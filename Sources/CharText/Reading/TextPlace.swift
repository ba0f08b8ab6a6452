/// Somewhere in a file.
public struct TextPlace: Sendable, Equatable {
  /// The path, or `-` for standard input.
  public var file: String
  /// From 1: line feeds before it, plus one.
  public var line: Int
  /// From 1: Unicode scalars before it in its line, plus one.
  public var column: Int
  /// In bytes of the file, from 0.
  public var offset: Int

  package init(file: String, line: Int, column: Int = 1, offset: Int) {
    (self.file, self.line, self.column, self.offset) = (file, line, column, offset)
  }
}

extension TextPlace: CustomStringConvertible {
  /// The file, the line, the column and the byte: `letters.txt:2:3 (byte 5)`.
  public var description: String { "\(file):\(line):\(column) (byte \(offset))" }
}
