/// The patterns of a selection, ready to be asked.
struct PathFilter {
  private let include: [Glob]
  private let exclude: [Glob]

  init(_ selection: CorpusSelection) throws {
    include = try selection.include.map(Glob.init)
    exclude = try selection.exclude.map(Glob.init)
  }

  /// What the patterns say of a path below a directory.
  ///
  /// - Parameters:
  ///   - path: Its components.
  ///   - isFolder: Whether it is a folder; what is said of it is said of all in it.
  ///   - isIncluded: What was said of the folder it stands in.
  /// - Returns: Whether it is included, or nil if it is left out.
  func answer(_ path: [[Unicode.Scalar]], isFolder: Bool, isIncluded: Bool) -> Bool? {
    if exclude.contains(where: { $0.matches(path, isFolder: isFolder) }) { return nil }
    return isIncluded || include.isEmpty
      || include.contains { $0.matches(path, isFolder: isFolder) }
  }
}
