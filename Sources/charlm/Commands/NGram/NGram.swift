import ArgumentParser

/// The command `charlm ngram`.
struct NGram: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ngram",
    abstract: "Train n-gram models, and exchange them with other programs.",
    discussion: """
      An n-gram model is a model directory: sample, eval, score, rank, pairs, info and tokenize work with it.
      """,
    subcommands: [
      NGramTrain.self, Info.self, NGramExport.self, NGramImport.self, NGramScore.self,
    ])
}

/// The directory of a new model.
struct NewModelOption: ParsableArguments {
  @Option(
    name: .shortAndLong, help: "The model directory to write; new or empty.")
  var out: String

  func validate() throws {
    if out.isEmpty { throw ValidationError("A path is empty; name a directory for --out.") }
  }
}
