import ArgumentParser

/// The command `charlm corpus`.
struct Corpus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Get texts to train on, look at them, and clean them.",
    subcommands: [
      CorpusList.self,
      CorpusGet.self,
      CorpusReportCommand.self,
      CorpusCleanCommand.self,
    ])
}
