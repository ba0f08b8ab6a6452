import ArgumentParser
import CharIO
import CharLM
import CharNetwork
import CharReport
import CharText
import CharTraining

/// Options shared by `charlm tag eval` and `charlm classify eval`.
struct LabelEvalOptions: ParsableArguments {
  @OptionGroup var model: ModelOptions

  @Argument(help: "Labeled files, directories, or - for standard input.")
  var files: [String]

  @OptionGroup var outside: OutsideOption
  @OptionGroup var invalid: InvalidOption
  @OptionGroup var encodingOption: EncodingOption
  @OptionGroup var precision: ReadingPrecisionOption

  @Flag(help: "Print one JSON object.")
  var json = false

  /// Evaluates the model.
  func evaluate<Kind: LabelKind>(_ kind: Kind.Type, format: LabeledFormat) throws {
    let model = try model.loadLabeler(Kind.self, precision: precision.precision)
    let outside = try outside.label(of: model)
    let watch = Stopwatch()
    let corpus = try LabeledReader(
      paths: files, format: format,
      selection: CorpusSelection(encoding: encodingOption.encoding),
      invalidUTF8: invalid.invalid ?? .error
    ).encode(with: model.tokenizer, labels: model.labels)
    Console.warn(corpus.warnings)
    if let warning = corpus.unknownLabelsWarning { Console.warning(warning) }
    UnknownTokens.warn(
      corpus.statistics.unknownTokens, of: corpus.tokens.count - corpus.statistics.sequences,
      "do not compare these figures with those of other models")
    let evaluation = try self.model.naming { try model.evaluate(corpus) }
    let report = LabelReport(
      evaluation, outside: outside, sequences: corpus.statistics.sequences,
      unknownTokens: corpus.statistics.unknownTokens,
      seconds: watch.seconds)
    try Console.show(report, asJSON: json)
  }
}
