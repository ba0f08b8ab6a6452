import ArgumentParser
import CharIO
import CharLM
import CharNGram

/// The command `charlm ngram export`.
struct NGramExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write an n-gram model for another program.",
    discussion: """
      arpa: the text format of SRILM and KenLM, in which characters are the words; a space is spelled \
      <U+0020>, a line feed <U+000A>.
      """)

  /// The available export formats.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case arpa
  }

  @Argument(help: "The model directory, or the name of a model in `charlm models`.")
  var model: String

  @Option(help: "The format of the file.")
  var format = Format.arpa

  @Option(
    name: .shortAndLong, help: "The file to write.")
  var out: String

  func validate() throws {
    if out.isEmpty { throw ValidationError("A path is empty; name a file for --out.") }
  }

  func run() throws {
    try OutputFile.check(out, isNot: [], models: [model])
    let language = try NGramLanguageModel(contentsOf: ModelName.directory(model))
    switch format {
    case .arpa:
      do { try language.exportARPA(to: out) } catch let error as ARPAError {
        throw Failure("\(model): \(error); train one without --condition")
      }
    }
    try Console.line(out)
  }
}
