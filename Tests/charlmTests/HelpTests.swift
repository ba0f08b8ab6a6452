import Testing

@Suite("Help")
struct HelpTests {
  @Test("names every command")
  func commands() throws {
    let help = try Command(["--help"])
    #expect(help.status == 0)
    for name in ["train", "sample", "eval", "score", "info", "tokenize", "bench", "gradient-flow"] {
      #expect(help.output.contains("  \(name) "))
    }
  }
}
