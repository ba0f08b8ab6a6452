import ArgumentParser

/// The command `charlm corpus`.
struct Corpus: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Get texts to train on.",
    subcommands: [
      CorpusList.self,
      CorpusGet.self,
    ])
}
