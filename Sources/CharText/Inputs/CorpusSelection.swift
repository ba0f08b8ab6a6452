/// Which files of a directory are read, in which encoding, and which field of their records.
public struct CorpusSelection: Codable, Equatable, Sendable {
  /// The field of a record that is read unless another is named.
  public static let defaultField = "text"

  /// Patterns as in `.gitignore`; if there are any, a file has to fit one of them.
  public var include: [String]
  /// Patterns for what is left out, whatever else it fits.
  public var exclude: [String]
  /// The field of a record that is its text, with dots between the names of nested ones, or a column
  /// of a table; nil is ``defaultField`` for JSON Lines, and any other file is then text.
  public var field: String?
  /// The encoding of the files; nil is UTF-8.
  public var encoding: TextEncoding?

  /// A selection; by default everything.
  ///
  /// - Parameters:
  ///   - include: Patterns of which a file has to fit one.
  ///   - exclude: Patterns for what is left out.
  ///   - field: The field of a record that is its text.
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

  /// Throws unless every pattern and the field can be read.
  ///
  /// - Throws: ``CorpusError/invalidPattern(_:problem:)`` or ``CorpusError/invalidField(_:)``.
  public func validate() throws {
    for pattern in include + exclude { _ = try Glob(pattern) }
    if let field, field.isEmpty { throw CorpusError.invalidField(field) }
  }

  /// Whether a file of a directory is read, or would be if it were there.
  ///
  /// - Parameter path: Where it stands below the directory.
  /// - Returns: Whether the patterns take it, and no name in it starts with a dot.
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
