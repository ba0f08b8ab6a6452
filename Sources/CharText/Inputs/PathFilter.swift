/// The compiled patterns of a selection.
struct PathFilter {
  private let include: [Glob]
  private let exclude: [Glob]

  init(_ selection: CorpusSelection) throws {
    include = try selection.include.map(Glob.init)
    exclude = try selection.exclude.map(Glob.init)
  }

  /// Matches a path below a directory.
  ///
  /// - Parameters:
  ///   - path: The components of the path.
  ///   - isFolder: Whether the path is a folder, whose result applies to its contents.
  ///   - isIncluded: Whether the parent folder is included.
  /// - Returns: Whether the path is included, or nil if it is excluded.
  func answer(_ path: [[Unicode.Scalar]], isFolder: Bool, isIncluded: Bool) -> Bool? {
    if exclude.contains(where: { $0.matches(path, isFolder: isFolder) }) { return nil }
    return isIncluded || include.isEmpty
      || include.contains { $0.matches(path, isFolder: isFolder) }
  }
}
