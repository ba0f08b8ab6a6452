import ArgumentParser
import CharIO
import CharLM
import CharReport
import CharText
import CharTraining

/// The command `charlm index`.
struct Index: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Index the training text of a model, for charlm sample --max-copy and --novelty.",
    discussion: """
      The index is kept in the model directory and holds the text itself: do not pass it on if the text is \
      private.
      """)

  @Argument(help: "The model directory, or the name of a model in `charlm models`.")
  var model: String

  private var directory: String { get throws { try ModelName.directory(model) } }

  @Argument(
    help: "Files and directories of the text. (default: those that the model was trained on)")
  var corpus: [String] = []

  @OptionGroup var corpusOptions: CorpusOptions

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if corpus.contains("-") {
      throw ValidationError("The text to index is read from files; name them instead of -.")
    }
    if corpus.contains("") { throw ValidationError("A path is empty; name a file or directory.") }
  }

  func run() throws {
    let watch = Stopwatch()
    let directory = try directory
    try OutputFile.check(ModelFile.copies.path(in: directory), isNot: corpus)
    let tokenizer = try Tokenizer(ofModelIn: directory)
    let index = try Self.make(sources, tokenizer)
    try index.save(to: directory)
    let seconds = watch.seconds
    if json {
      try Console.line(
        JSON.object([
          ("model", .string(model)), ("tokens", .integer(index.count)),
          ("bytes", .integer(index.size)), ("seconds", .number(seconds)),
        ]).text)
    } else {
      Console.note(Self.summary(index) + " in \(seconds.fixed(2)) s")
    }
  }

  private var sources: TrainingSources {
    get throws {
      guard corpus.isEmpty else {
        return TrainingSources(corpus: corpus, validation: [], options: corpusOptions)
      }
      return try Resumption.knowingText(
        "\(model): does not tell which text it was trained on; name it after the model"
      ) { try TrainingSources.ofRun(in: directory).sources }
    }
  }

  /// Indexes the text that a model was trained on.
  static func make(_ sources: TrainingSources, _ tokenizer: Tokenizer) throws -> CopyIndex {
    guard !sources.corpus.contains("-") else {
      throw Failure("standard input: the text is read once more to index it; keep it in a file")
    }
    // Sorting all ends of a text takes a second for some million characters, and knows no half.
    var line = ProgressLine(plain: nil, waits: false)
    if line.isDue { line.show("indexing \(sources.corpus.joined(separator: ", "))", fraction: nil) }
    defer { line.clear() }
    return try CopyIndex(
      sources.corpus, selection: sources.selection, invalidUTF8: sources.invalidUTF8,
      tokenizer: tokenizer)
  }

  /// A line about an index.
  static func summary(_ index: CopyIndex) -> String {
    "indexed \(index.count.counted("token", "tokens")) for --max-copy and --novelty: "
      + "\(index.size.grouped) bytes"
  }
}
