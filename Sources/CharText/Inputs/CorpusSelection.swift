/// The selection of files of a directory, their encoding, and the field of their records.
public struct CorpusSelection: Codable, Equatable, Sendable {
  /// The default field of a record.
  public static let defaultField = "text"

  /// Patterns as in `.gitignore`; if there are any, a file must match one of them.
  public var include: [String]
  /// Patterns of excluded files, which take precedence.
  public var exclude: [String]
  /// The field of a record that contains its text, with dots between nested names, or a column of a
  /// table; nil is ``defaultField`` for JSON Lines, and other files are then text.
  public var field: String?
  /// The encoding of the files; nil is UTF-8.
  public var encoding: TextEncoding?

  /// Creates a selection; by default of everything.
  ///
  /// - Parameters:
  ///   - include: Patterns of which a file must match one.
  ///   - exclude: Patterns of excluded files.
  ///   - field: The field of a record that contains its text.
  ///   - encoding: The encoding of the files; nil is UTF-8.
  public init(
    include: [String] = [], exclude: [String] = [], field: String? = nil,
    encoding: TextEncoding? = nil
  ) {
    self.encoding = encoding
    self.include = include
    self.exclude = exclude
    self.field = field
  }

  /// Throws unless every pattern and the field are valid.
  ///
  /// - Throws: ``CorpusError/invalidPattern(_:problem:)`` or ``CorpusError/invalidField(_:)``.
  public func validate() throws {
    for pattern in include + exclude { _ = try Glob(pattern) }
    if let field, field.isEmpty { throw CorpusError.invalidField(field) }
  }

  /// Returns whether a file of a directory is selected, even if it does not exist.
  ///
  /// - Parameter path: The path below the directory.
  /// - Returns: Whether the patterns match and no component starts with a dot.
  /// - Throws: ``CorpusError/invalidPattern(_:problem:)``.
  package func takes(_ path: String) throws -> Bool {
    let filter = try PathFilter(self)
    let names = path.split(separator: "/")
    var components: [[Unicode.Scalar]] = []
    var isIncluded = false
    for (index, name) in names.enumerated() {
      guard !name.hasPrefix(".") else { return false }
      components.append(Array(name.unicodeScalars))
      let answer = filter.answer(
        components, isFolder: index < names.count - 1, isIncluded: isIncluded)
      guard let answer else { return false }
      isIncluded = answer
    }
    return isIncluded
  }
}
