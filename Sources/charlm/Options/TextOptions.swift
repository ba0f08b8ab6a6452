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
  /// Creates the named encoding; nil if iconv does not know it.
  public init?(argument: String) { self.init(argument) }
}

/// Tokenization of the text.
struct TextOptions: SettingOptions {
  @OptionGroup var preparation: PreparationOptions
  @Option(help: .setting("condition")) var condition: OrNone<ConditionSource>?
  @Option(help: .setting("min-count")) var minCount: Int?
  @Option(help: .setting("max-vocabulary")) var maxVocabulary: OrNone<Int>?

  func apply(to configuration: inout TrainingConfiguration) {
    // The condition sets the boundary, which a flag then overrides.
    change(&configuration)
    preparation.change(&configuration)
  }
}

/// Preparation of text, apart from the choice of a vocabulary.
struct PreparationOptions: SettingOptions {
  @Option(help: .setting("unit")) var unit: TextUnit?
  @Option(help: .setting("normalize")) var normalize: Normalization?
  @Flag(inversion: .prefixedNo, help: .setting("casefold")) var casefold: Bool?
  @Option(help: .setting("boundary")) var boundary: DocumentBoundary?
  @Option(help: .setting("delimiter")) var delimiter: OrNone<String>?
  @Option(help: .setting("direction")) var direction: ReadingDirection?
  @Option(help: .setting("line-ends")) var lineEnds: LineEnds?
  @Flag(inversion: .prefixedNo, help: .setting("strip-bom")) var stripBom: Bool?
  @Option(help: .setting("unknown")) var unknown: UnknownPolicy?
}

/// The encoding of texts.
struct EncodingOption: ParsableArguments {
  @Option(
    help: """
      Encoding of the text: a name that iconv knows, or auto to recognize it. (default: UTF-8)
      """)
  var encoding: TextEncoding?
}

/// Handling of invalid UTF-8.
struct InvalidOption: ParsableArguments {
  @Option(
    help: .advanced("Invalid UTF-8: stop with an error, or read on with U+FFFD. (default: error)"))
  var invalid: InvalidUTF8Policy?
}
