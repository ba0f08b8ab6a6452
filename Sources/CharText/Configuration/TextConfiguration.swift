/// A model's text settings: everything that determines the tokens of a text.
///
/// The steps are applied in this order: byte order mark, line ends, documents, normalization with
/// case folding, splitting into units, unknown pieces. In JSON the keys `unit`, `normalization`,
/// `casefold`, `line_ends`, `strip_bom` and `boundary` are required, since guessing any of them
/// could change the tokens; `unknown` and `direction` are missing in older models, and `condition`
/// and `delimiter` are present only if they are used.
public struct TextConfiguration: Codable, Equatable, Sendable {
  /// The unit of text that one token represents.
  public var unit: TextUnit
  /// The Unicode normalization form of text.
  public var normalization: Normalization
  /// True if full case folding (C and F of Unicode's CaseFolding.txt) is applied.
  public var foldsCase: Bool
  /// The treatment of line ends.
  public var lineEnds: LineEnds
  /// True if U+FEFF is dropped at the start of every text, including files read as arbitrary bytes.
  /// Other files always lose it: it marks their encoding and is not a character.
  public var stripsByteOrderMark: Bool
  /// The treatment of pieces that are not in the vocabulary; `unk` if it is not stored.
  public var unknown: UnknownPolicy
  /// The document boundary.
  public var boundary: DocumentBoundary
  /// The reading direction; forward if it is not stored.
  public var direction = ReadingDirection.forward
  /// The source of a document's condition; nil if documents have none. Labels before a tab require
  /// lines as documents.
  public var condition: ConditionSource?
  /// The text of a line that separates documents, such as `<|endoftext|>`; requires
  /// ``DocumentBoundary/file``. Nil for none.
  public var delimiter: String?

  /// Creates a configuration; by default, scalars of the unchanged text.
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
  /// - Parameter encoder: The encoder.
  /// - Throws: An error of the encoder.
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
  /// True if text is processed as arbitrary bytes, which need not be UTF-8.
  package var takesAnyBytes: Bool { unit == .byte && normalization == .none && !foldsCase }

  /// True if U+FEFF at the start of a file is dropped.
  package var dropsByteOrderMarkOfFiles: Bool { stripsByteOrderMark || !takesAnyBytes }

  /// True if unknown pieces are spelled by byte tokens.
  var spellsBytes: Bool { unknown == .bytes && unit != .byte }

  /// Returns the bytes of a text as they are split into units.
  ///
  /// - Parameters:
  ///   - text: The text; ill-formed UTF-8 becomes U+FFFD, unless arbitrary bytes are accepted.
  ///   - isStart: Whether the text starts a file and may have a byte order mark.
  /// - Returns: The prepared bytes.
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
