import Testing

@Suite("Help")
struct HelpTests {
  static let commands = [
    "train", "sample", "eval", "score", "info", "tokenize", "export", "tag", "classify", "bench",
    "gradient-flow", "graph", "check-gradients", "corpus", "ngram", "accepts", "forms", "index",
    "compress", "decompress", "decode", "correct",
  ]

  @Test("names every command")
  func commands() throws {
    let help = try Command(["--help"])
    #expect(help.status == 0)
    for name in Self.commands { #expect(help.output.contains("  \(name) ")) }
  }
}
