import CharReport
import Testing

@Suite("Loss curves")
struct LossCurveTests {
  private let scratch = Scratch()

  private func curve(
    _ metrics: String, width: Int = 60, hasColor: Bool = false
  ) throws -> String? {
    let directory = try scratch.write(metrics, to: "metrics.jsonl", in: "model")
    return try LossCurve(ofRunIn: directory, width: width, hasColor: hasColor)?.text
  }

  @Test("Training and validation are drawn between axes with numbers")
  func picture() throws {
    let expected = """
           nats per token   ⠒⠒ training   o validation
           * best 1.5833 at step 90
       4.0 ⢺     ⢠
           ⢸     ⠈⢆
           ⢸      ⠈⢆
       3.0 ⢺       ⠈⢆
           ⢸        ⠈⢆
       2.5 ⢺         ⠈⢆⡀
           ⢸           ⠈⠢⡀
           ⢸             ⠈⠢⡀o
       2.0 ⢺               ⠈⠒⠤⡀
           ⢸                  ⠈⠑⠢⣀⡀        o
           ⢸                      ⠈⠑⠢⢄⡀
       1.5 ⢺                          ⠈⠉⠉⠒⠒⠢⠤⢄⣀⡀           *
           ⢸                                   ⠈⠉⠒⠒⠒⠒⠒⠤⠤⠤⣀⣀⡀
           ⢸                                               ⠈⠉⠉⠉⠉⠑
           ⠘⠏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠏⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠏
            0                        50                       100
      """
    #expect(try curve(metrics()) == expected)
  }

  @Test("No line is wider than the terminal, or than 100 columns", arguments: [40, 79, 300])
  func width(_ columns: Int) throws {
    let lines = try #require(try curve(metrics(), width: columns)).split(separator: "\n")
    #expect(lines.count >= 17)
    #expect(lines.allSatisfy { $0.count <= min(columns, 100) }, "\(lines)")
    #expect(lines.contains { $0.count > min(columns, 100) - 8 })
  }

  @Test("Colors are used where they are welcome, and change nothing else")
  func colors() throws {
    let plain = try #require(try curve(metrics()))
    let colored = try #require(try curve(metrics(), hasColor: true))
    #expect(colored.contains("\u{1B}[33mo") && !plain.contains("\u{1B}"))
    #expect(colored.replacing(/\u{1B}\[[0-9]*m/, with: "") == plain)
  }

  @Test("Runs of fewer than three points and narrow terminals have no curve")
  func nothing() throws {
    let short = metrics().split(separator: "\n").prefix(2).joined(separator: "\n") + "\n"
    #expect(try curve(short) == nil)
    #expect(try curve(metrics(), width: 39) == nil)
    #expect(try curve(metrics(), width: 40) != nil)
  }

  @Test("Losses that are all the same, or none of them finite, are no trouble")
  func odd() throws {
    let same = (1...5).map { "{\"step\":\($0 * 10),\"train_nats\":0}\n" }.joined()
    #expect(try curve(same)?.split(separator: "\n").count ?? 0 >= 16)
    let none = (1...5).map { "{\"step\":\($0 * 10),\"rate\":1,\"train_nats\":null}\n" }.joined()
    #expect(try curve(none) == nil)
  }
}
