extension ReadingTable {
  /// The names of the tables that are part of the library.
  public static var names: [String] { ["pinyin", "pinyin-initials"] + AccentTables.names }

  /// Returns a table that is part of the library.
  ///
  /// - Parameters:
  ///   - name: one of ``names``.
  ///   - isUsed: whether a Chinese character is wanted, for example since a model knows it; a table of few characters
  ///     is made in less time.
  /// - Returns: the table; nil for another name.
  public static func named(
    _ name: String, of isUsed: (Unicode.Scalar) -> Bool = { _ in true }
  ) -> ReadingTable? {
    switch name {
    case "pinyin": pinyin(of: isUsed)
    case "pinyin-initials": pinyin(of: isUsed, allowsInitials: true)
    default: AccentTables.table(name)
    }
  }
}
