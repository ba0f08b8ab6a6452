import CharForms

/// A table of readings that a command reads from a file.
enum ReadingTableFile {
  /// Reads a table; errors name the file.
  static func read(_ path: String) throws -> ReadingTable {
    let text = try TextInput.read(path)
    do { return try ReadingTable(parsing: text) } catch { throw Failure("\(path):\(error)") }
  }
}
