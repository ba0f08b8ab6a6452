/// A model's text settings: everything that determines the tokens of a text.
///
/// The steps are applied in this order: byte order mark, line ends, documents, normalization with
/// case folding, splitting into units, unknown pieces. In JSON the keys `unit`, `normalization`,
/// `casefold`, `line_ends`, `strip_bom` and `boundary` are required, since guessing any of them
/// could change the tokens; `unknown` and `direction` are missing in older models, and `condition`
/// and `delimiter` are present only if they are used.
public struct TextConfiguration: Equatable, Sendable {
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
  /// lines as documents, so choosing them sets ``boundary``.
  public var condition: ConditionSource? {
    didSet {
      if condition == .tab && oldValue != .tab { boundary = .line }
    }
  }
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
