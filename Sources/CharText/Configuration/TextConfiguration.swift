/// The stored contract of a model's text: everything that decides which tokens a text becomes.
///
/// The steps are applied in this order: byte order mark, line ends, documents, normalization with
/// case folding, cutting into units, and what is no token. In JSON the keys are `unit`,
/// `normalization`, `casefold`, `line_ends`, `strip_bom` and `boundary`, which must all be there,
/// since a guess about any of them would change what the model reads; `unknown` and `direction`, which
/// older models do not have; `condition`, which models without conditions do not have; and `delimiter`,
/// which is there where documents end at such a line.
public struct TextConfiguration: Codable, Equatable, Sendable {
  /// What one token stands for.
  public var unit: TextUnit
  /// The Unicode normalization form that text is brought into.
  public var normalization: Normalization
  /// Whether full case folding (C and F of Unicode's CaseFolding.txt) is applied.
  public var foldsCase: Bool
  /// What happens to line ends.
  public var lineEnds: LineEnds
  /// Whether U+FEFF is dropped at the start of every text, and of files of which any byte counts. Other
  /// files lose it always: it says how they are encoded, and is no character.
  public var stripsByteOrderMark: Bool
  /// What becomes of a piece that is not in the vocabulary; `unk` where it is not stored.
  public var unknown: UnknownPolicy
  /// What one document of a corpus is.
  public var boundary: DocumentBoundary
  /// Which way documents are read; forward where it is not stored.
  public var direction = ReadingDirection.forward
  /// Where the condition of a document is read; nil if documents have none. Labels before a tab need
  /// lines as documents.
  public var condition: ConditionSource?
  /// The text of a line that ends a document and is no part of any, such as `<|endoftext|>`; it needs
  /// ``DocumentBoundary/file``. Nil if there are none.
  public var delimiter: String?

  /// Makes a configuration; without arguments, scalars of the text exactly as it stands.
  public init(
    unit: TextUnit = .scalar, normalization: Normalization = .none, foldsCase: Bool = false,
    lineEnds: LineEnds = .keep, stripsByteOrderMark: Bool = false, unknown: UnknownPolicy = .unk,
    boundary: DocumentBoundary = .file
  ) {
    self.unit = unit
    self.normalization = normalization
    self.foldsCase = foldsCase
    self.lineEnds = lineEnds
    self.stripsByteOrderMark = stripsByteOrderMark
    self.unknown = unknown
    self.boundary = boundary
  }

  private enum CodingKeys: String, CodingKey {
    case unit, normalization, unknown, boundary, direction, condition, delimiter
    case foldsCase = "casefold"
    case lineEnds = "line_ends"
    case stripsByteOrderMark = "strip_bom"
  }

  /// Reads a configuration.
  ///
  /// - Throws: ``TokenizerError/missingSetting(_:)`` or
  ///   ``TokenizerError/wrongSetting(_:expected:found:)``.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    unit = try Self.choice(.unit, in: values)
    normalization = try Self.choice(.normalization, in: values)
    foldsCase = try Self.flag(.foldsCase, in: values)
    lineEnds = try Self.choice(.lineEnds, in: values)
    stripsByteOrderMark = try Self.flag(.stripsByteOrderMark, in: values)
    boundary = try Self.choice(.boundary, in: values)
    unknown = values.contains(.unknown) ? try Self.choice(.unknown, in: values) : .unk
    if values.contains(.direction) { direction = try Self.choice(.direction, in: values) }
    if values.contains(.condition) { condition = try Self.choice(.condition, in: values) }
    delimiter = try values.decodeIfPresent(String.self, forKey: .delimiter)
    if condition == .tab && boundary != .line {
      throw TokenizerError.wrongSetting(
        CodingKeys.boundary.rawValue, expected: "line, where conditions stand before a tab",
        found: boundary.rawValue)
    }
  }

  /// Writes a configuration.
  ///
  /// - Parameter encoder: where to.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(unit, forKey: .unit)
    try values.encode(normalization, forKey: .normalization)
    try values.encode(foldsCase, forKey: .foldsCase)
    try values.encode(lineEnds, forKey: .lineEnds)
    try values.encode(stripsByteOrderMark, forKey: .stripsByteOrderMark)
    try values.encode(unknown, forKey: .unknown)
    try values.encode(boundary, forKey: .boundary)
    if direction != .forward { try values.encode(direction, forKey: .direction) }
    try values.encodeIfPresent(condition, forKey: .condition)
    try values.encodeIfPresent(delimiter, forKey: .delimiter)
  }

  private static func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: CodingKeys, in values: KeyedDecodingContainer<CodingKeys>
  ) throws -> Choice {
    guard values.contains(key) else { throw TokenizerError.missingSetting(key.rawValue) }
    let expected = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    guard let found = try? values.decode(String.self, forKey: key) else {
      throw TokenizerError.wrongSetting(
        key.rawValue, expected: expected, found: "a value that is not text")
    }
    guard let choice = Choice(rawValue: found) else {
      throw TokenizerError.wrongSetting(key.rawValue, expected: expected, found: found)
    }
    return choice
  }

  private static func flag(
    _ key: CodingKeys, in values: KeyedDecodingContainer<CodingKeys>
  ) throws -> Bool {
    guard values.contains(key) else { throw TokenizerError.missingSetting(key.rawValue) }
    guard let found = try? values.decode(Bool.self, forKey: key) else {
      throw TokenizerError.wrongSetting(
        key.rawValue, expected: "true, false", found: "another value")
    }
    return found
  }
}

extension TextConfiguration {
  /// Whether every text stands for itself, so that bytes need not be UTF-8.
  package var takesAnyBytes: Bool { unit == .byte && normalization == .none && !foldsCase }

  /// Whether U+FEFF at the start of a file is no part of its text.
  package var dropsByteOrderMarkOfFiles: Bool { stripsByteOrderMark || !takesAnyBytes }

  /// Whether the vocabulary has a token for every byte besides its pieces.
  var spellsBytes: Bool { unknown == .bytes && unit != .byte }

  /// The bytes of one text as the units are cut from it.
  ///
  /// - Parameters:
  ///   - text: The text; what is not UTF-8 is U+FFFD, unless any bytes are taken.
  ///   - isStart: Whether it starts a file, so that a byte order mark may be there.
  /// - Returns: The bytes.
  func prepare(_ text: [UInt8], isStart: Bool = true) -> [UInt8] {
    var bytes = text
    if !takesAnyBytes, String(validating: bytes, as: UTF8.self) == nil {
      bytes = Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
    if isStart, stripsByteOrderMark, bytes.starts(with: UTF8Sequence.byteOrderMark) {
      bytes.removeFirst(UTF8Sequence.byteOrderMark.count)
    }
    lineEnds.apply(to: &bytes)
    guard let normalizer = TextNormalizer(normalization, foldsCase: foldsCase) else {
      return bytes
    }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    normalizer.append(bytes, 0..<bytes.count, to: &output)
    return output
  }
}
