/// The stored contract of a model's text: everything that decides which tokens a text becomes.
///
/// The steps are applied in this order: byte order mark, line ends, documents, normalization with
/// case folding, cutting into units, and what is no token. In JSON the keys are `unit`,
/// `normalization`, `casefold`, `line_ends`, `strip_bom` and `boundary`, which must all be there,
/// since a guess about any of them would change what the model reads; `unknown` and `direction`, which
/// older models do not have; `condition`, which models without conditions do not have; and `delimiter`,
/// which is there where documents end at such a line.
public struct TextConfiguration: Equatable, Sendable {
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
