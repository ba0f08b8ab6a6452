public import ArgumentParser
public import CharText
import CharTraining

extension TextUnit: ExpressibleByArgument {}
extension Normalization: ExpressibleByArgument {}
extension DocumentBoundary: ExpressibleByArgument {}
extension ReadingDirection: ExpressibleByArgument {}
extension LineEnds: ExpressibleByArgument {}
extension ConditionSource: ExpressibleByArgument {}
extension UnknownPolicy: ExpressibleByArgument {}
extension InvalidUTF8Policy: ExpressibleByArgument {}
extension TextEncoding: ExpressibleByArgument {
  /// The encoding that an argument names; nil if iconv knows none of that name.
  public init?(argument: String) { self.init(argument) }
}

/// How text becomes tokens.
struct TextOptions: ParsableArguments {
  private static let defaults = TrainingConfiguration()

  @Option(help: "What one token is. (default: \(defaults.text.unit.rawValue))")
  var unit: TextUnit?

  @Option(
    help: """
      Unicode normalization of all text. (default: \(defaults.text.normalization.rawValue))
      """)
  var normalize: Normalization?

  @Flag(inversion: .prefixedNo, help: "Fold case: all text is read as if in lower case.")
  var casefold: Bool?

  @Option(help: "What is one document. (default: \(defaults.text.boundary.rawValue))")
  var boundary: DocumentBoundary?

  @Option(help: "Text of a line that ends a document, such as '<|endoftext|>'. (default: none)")
  var delimiter: OrNone<String>?

  @Option(
    help: """
      What documents are under: their folder, their file, or the label before a tab on their line. \
      (default: none)
      """)
  var condition: OrNone<ConditionSource>?

  @Option(
    help: """
      Which way documents are read; backward, a model says what comes before a text. (default: \
      \(defaults.text.direction.rawValue))
      """)
  var direction: ReadingDirection?

  @Option(help: "Line ends: as they are, or all LF. (default: \(defaults.text.lineEnds.rawValue))")
  var lineEnds: LineEnds?

  @Flag(
    inversion: .prefixedNo,
    help: """
      Drop a byte order mark at the start of prompts, and of files with --unit byte; files of text \
      lose it always.
      """)
  var stripBom: Bool?

  @Option(
    help: """
      Characters outside the vocabulary: <unk>, spelled by their bytes, or an error. (default: \
      \(defaults.text.unknown.rawValue))
      """)
  var unknown: UnknownPolicy?

  @Option(
    help: """
      Tokens that occur fewer than N times are left out. (default: \(defaults.minimumCount))
      """)
  var minCount: Int?

  @Option(help: "Keep the N most frequent tokens only; none = all. (default: none)")
  var maxVocabulary: OrNone<Int>?

  func apply(to configuration: inout TrainingConfiguration) {
    configuration.text.unit = unit ?? configuration.text.unit
    configuration.text.normalization = normalize ?? configuration.text.normalization
    configuration.text.foldsCase = casefold ?? configuration.text.foldsCase
    configuration.text.boundary = boundary ?? configuration.text.boundary
    if let delimiter { configuration.text.delimiter = delimiter.value }
    if let condition { configuration.text.condition = condition.value }
    configuration.text.direction = direction ?? configuration.text.direction
    configuration.text.unknown = unknown ?? configuration.text.unknown
    configuration.text.lineEnds = lineEnds ?? configuration.text.lineEnds
    configuration.text.stripsByteOrderMark = stripBom ?? configuration.text.stripsByteOrderMark
    configuration.minimumCount = minCount ?? configuration.minimumCount
    if let maxVocabulary { configuration.maximumVocabulary = maxVocabulary.value }
  }
}

/// The encoding of texts.
struct EncodingOption: ParsableArguments {
  @Option(
    help: """
      Encoding of the text: a name that iconv knows, or auto to recognize it. (default: UTF-8)
      """)
  var encoding: TextEncoding?
}

/// How invalid UTF-8 is met.
struct InvalidOption: ParsableArguments {
  @Option(help: "Invalid UTF-8: stop with an error, or read on with U+FFFD. (default: error)")
  var invalid: InvalidUTF8Policy?
}
