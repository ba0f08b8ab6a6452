import ArgumentParser
import CharCorpus
import CharLM
import CharNetwork
import CharIO
import CharReport
import CharText
import CharTraining

/// The command `charlm corpus report`.
struct CorpusReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Say what is in a text, what a model of it must beat, and how to train one.")

  @Argument(help: "Files, directories (read recursively), or - for standard input.")
  var paths: [String]

  @OptionGroup var selection: SelectionOptions

  @Option(help: "What is one document. (default: \(TextConfiguration().boundary.rawValue))")
  var boundary: DocumentBoundary?

  @Option(help: "Text of a line that ends a document, such as '<|endoftext|>'. (default: none)")
  var delimiter: OrNone<String>?

  @OptionGroup(title: "The model asked for") var network: NetworkOptions

  @Flag(help: "Do not measure how long an epoch takes.")
  var noTiming = false

  @Option(help: "Write a page with plots to this file.")
  var html: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  private var training: TrainingConfiguration {
    var configuration = TrainingConfiguration()
    network.apply(to: &configuration.network)
    configuration.text.delimiter = delimiter?.value
    if let boundary { configuration.text.boundary = boundary }
    return configuration
  }

  func validate() throws {
    try checkingFlags {
      try training.validate()
      _ = try CharacterNetwork(training.network, vocabularySize: 2)
    }
    if paths.contains("") || html == "" {
      throw ValidationError("A path is empty; name a file or directory.")
    }
  }

  func run() throws {
    if let html {
      try OutputFile.check(
        html, isNot: CorpusFiles.find(paths, selection.selection).files.map(\.path))
    }
    let reporter = CorpusReporter(
      paths: paths, selection: selection.selection,
      boundary: boundary ?? TextConfiguration().boundary, delimiter: delimiter?.value)
    var progress = ByteProgress("reading")
    let report = try reporter.report { progress.show($0, of: $1) }
    progress.clear()
    Console.warn(report.warnings)
    var text = TextAdvice(report)
    for i in text.items.indices { text.items[i].reason = text.items[i].reason.withFlags }
    var model = ModelAdvice(
      report, text, training, choosesNetwork: GivenFlags.all(of: network).isEmpty,
      boundary: boundary, keepsSize: network.size.hidden != nil)
    if !noTiming { try model.time() }
    let page = CorpusReportPage(
      report, text, model,
      commands: AdvisedCommands(text, model, paths: paths, selection: selection.words))
    if let html {
      try AtomicFile.write([Array(page.html(title: paths.joined(separator: ", ")).utf8)], to: html)
    }
    if json { return try Console.line(page.json) }
    try Console.write(
      page.text(width: Console.columns(1), hasColor: Console.isOutputColored))
  }
}
