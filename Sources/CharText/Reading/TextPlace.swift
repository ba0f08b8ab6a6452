/// A position in a file.
public struct TextPlace: Sendable, Equatable {
  /// The path, or `-` for standard input.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The column in Unicode scalars, from 1.
  public var column: Int
  /// The offset in bytes, from 0.
  public var offset: Int

  package init(file: String, line: Int, column: Int = 1, offset: Int) {
    (self.file, self.line, self.column, self.offset) = (file, line, column, offset)
  }
}

extension TextPlace: CustomStringConvertible {
  /// The file, the line, the column and the byte: `letters.txt:2:3 (byte 5)`.
  public var description: String { "\(file):\(line):\(column) (byte \(offset))" }
}
