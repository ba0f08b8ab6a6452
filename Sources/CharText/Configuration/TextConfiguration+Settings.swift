public import CharSettings

extension TextUnit: SettingValue {}
extension Normalization: SettingValue {}
extension LineEnds: SettingValue {}
extension UnknownPolicy: SettingValue {}
extension DocumentBoundary: SettingValue {}
extension ReadingDirection: SettingValue {}
extension ConditionSource: SettingValue {}

extension TextConfiguration: Configurable {
  /// All settings of text; each is what the model was trained with.
  public static let table = SettingTable<Self> {
    Setting(
      "unit", \.unit, flag: "unit", scope: .text, [.ofModel, .required],
      help: "What one token is.", note: "A byte, a Unicode scalar, a grapheme cluster.")
    Setting(
      "normalization", \.normalization, flag: "normalize", scope: .text, [.ofModel, .required],
      help: "Unicode normalization of all text, prompts too.")
    Setting(
      "casefold", \.foldsCase, flag: "casefold", scope: .text, [.ofModel, .required],
      help: "Fold case: all text is read as if in lower case.")
    // It sets the boundary, so it comes before it.
    Setting(
      "condition", \.condition, flag: "condition", unset: "none", scope: .text, .ofModel,
      help: """
        What documents are under: their folder, their file, or the label before a tab on their line.
        """,
      note: """
        A file counts without its ending, and with labels each line is a document; see \
        [conditions](growing.md#documents-under-conditions).
        """)
    Setting(
      "boundary", \.boundary, flag: "boundary", scope: .text, [.ofModel, .required],
      help: "What is one document.", note: "Paragraphs are parted by blank lines.")
    Setting(
      "delimiter", \.delimiter, flag: "delimiter", unit: "text of a line", unset: "none",
      scope: .text, .ofModel, help: "Text of a line that ends a document, such as '<|endoftext|>'.",
      note: """
        It needs `boundary` file. A warning says if no line is like it. A line `none` cannot be one.
        """)
    Setting(
      "direction", \.direction, flag: "direction", scope: .text, [.ofModel, .storedIfChanged],
      help: "Which way documents are read; backward, a model says what comes before a text.",
      note: """
        `sample --prompt` is then the end of the text, and all of it is printed when it is done.
        """)
    Setting(
      "line_ends", \.lineEnds, flag: "line-ends", scope: .text, [.ofModel, .required],
      help: "Line ends: as they are, or all LF.", note: "`lf` turns CR LF and CR into LF.")
    Setting(
      "strip_bom", \.stripsByteOrderMark, flag: "strip-bom", scope: .text, [.ofModel, .required],
      help: """
        Drop a byte order mark at the start of prompts, and of files with `unit` byte; files of text \
        lose it always.
        """)
    Setting(
      "unknown", \.unknown, flag: "unknown", scope: .text, .ofModel,
      help: "Characters outside the vocabulary: <unk>, spelled by their bytes, or an error.",
      note: """
        With bytes nothing is lost and every text has a probability; see \
        [text](text.md#text-that-the-model-has-never-seen).
        """)
  }

  /// The text exactly as it stands, in scalars.
  public init() { self.init(unit: .scalar) }

  /// Reads a configuration, of this or another version.
  ///
  /// - Parameter decoder: where from.
  /// - Throws: `DecodingError` that names the key.
  public init(from decoder: any Decoder) throws {
    try self.init(stored: decoder)
    guard condition == .tab && boundary != .line else { return }
    throw DecodingError.dataCorrupted(
      DecodingError.Context(
        codingPath: decoder.codingPath + [SettingKey(stringValue: "boundary")],
        debugDescription: "\(boundary.rawValue) is not line, where conditions stand before a tab"))
  }

  /// Checks that the settings go together.
  ///
  /// - Throws: `SettingError`, or `CorpusError.invalidDelimiter`.
  public func validate() throws {
    if condition == .tab && boundary != .line {
      throw SettingError.conflict(
        "condition: a label before a tab needs a document on each line, not "
          + "\(boundary.rawValue); give `boundary` line")
    }
    guard let delimiter else { return }
    guard !delimiter.isEmpty, !delimiter.utf8.contains(UInt8(ascii: "\n")),
      !delimiter.hasSuffix("\r")
    else { throw CorpusError.invalidDelimiter(delimiter) }
    if boundary != .file {
      throw SettingError.outOfRange(
        "boundary", value: boundary.rawValue, allowed: "file, with `delimiter`")
    }
  }
}
