import Foundation
import Testing

/// The curve that ends a run, of losses that are known.
@Suite("The loss curve")
struct LossCurveTests {
  private let scratch: Scratch
  init() throws { scratch = try Scratch() }

  /// A complete run with a history of its own; going on with it has nothing to do but draw.
  private func draw(
    _ metrics: String, _ flags: [String] = [], environment: [String: String] = [:]
  ) throws -> Command {
    let model = try scratch.model("--steps", "100", "--eval-every", "1000")
    _ = try scratch.file("model/metrics.jsonl", metrics)
    return try Command(
      ["train", "--out", model, "--resume"] + flags,
      environment: ["COLUMNS": "60"].merging(environment) { $1 })
  }

  private static let losses = (1...10).map { i in
    "{\"step\":\(10 * i),\"train_nats\":\(1 + 3.0 / Double(i)),\"rate\":0.1}\n"
      + (i % 3 == 0
        ? "{\"step\":\(10 * i),\"valid_nats_per_token\":\(1.25 + 3.0 / Double(i))}\n" : "")
  }.joined()

  /// The lines of the picture.
  private func picture(_ command: Command) -> [String] {
    let lines = command.errors.components(separatedBy: "\n")
    guard let start = lines.firstIndex(where: { $0.contains("nats per token   ") })
    else { return [] }
    // After it speaks the doctor.
    let end = lines.firstIndex { $0.hasPrefix("doctor") } ?? lines.index(before: lines.endIndex)
    return Array(lines[start..<end])
  }

  @Test("Training and validation are drawn between axes with numbers")
  func curve() throws {
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
    let command = try draw(Self.losses)
    #expect(command.status == 0)
    #expect(picture(command).joined(separator: "\n") == expected, "\(command.errors)")
    #expect(command.output.hasPrefix(scratch.path("model")))
  }

  @Test("No line is wider than the terminal, or than 100 columns", arguments: [40, 79, 300])
  func width(_ columns: Int) throws {
    let lines = picture(try draw(Self.losses, environment: ["COLUMNS": "\(columns)"]))
    #expect(lines.count >= 17)
    #expect(lines.allSatisfy { $0.count <= min(columns, 100) }, "\(lines)")
    #expect(lines.contains { $0.count > min(columns, 100) - 8 })
  }

  @Test("A file of messages gets the picture without colours")
  func plain() throws {
    #expect(!(try draw(Self.losses)).errors.contains("\u{1B}"))
  }

  #if os(Linux)
    @Test("A terminal gets it in colours, unless it wants none", arguments: [false, true])
    func colours(_ hasNone: Bool) throws {
      let model = try scratch.model("--steps", "100", "--eval-every", "1000")
      _ = try scratch.file("model/metrics.jsonl", Self.losses)
      // A terminal of its own, by the program that records sessions.
      let line = "NO_COLOR=\(hasNone ? "1" : "") $charlm train --out \(model) --resume"
      let command = try Command(
        shell: "TERM=xterm script -qec '\(line)' /dev/null </dev/null")
      try #require(command.output.contains("nats per token   "), "\(command)")
      #expect(command.output.contains("\u{1B}[33mo") == !hasNone)
      #expect(command.output.contains("o validation"))
    }
  #endif

  @Test("Runs of fewer than three points, and --json, draw nothing")
  func nothing() throws {
    let short = Self.losses.split(separator: "\n").prefix(2).joined(separator: "\n") + "\n"
    #expect(picture(try draw(short)).isEmpty)
    let other = try Scratch()
    _ = try other.corpus()
    let json = try Tiny.train(
      other.corpus(), out: other.path("model"), ["--steps", "60", "--json"])
    #expect(json.status == 0)
    #expect(picture(json).isEmpty)
    let whole = try Tiny.train(other.corpus(), out: other.path("second"), ["--steps", "60"])
    #expect(!picture(whole).isEmpty)
  }

  @Test("Losses that are all the same, or none of them finite, are no trouble")
  func odd() throws {
    let same = (1...5).map { "{\"step\":\($0 * 10),\"train_nats\":0}\n" }.joined()
    #expect(picture(try draw(same)).count >= 17)
    let other = try Scratch()
    let model = try other.model("--steps", "100")
    _ = try other.file(
      "model/metrics.jsonl",
      (1...5).map { "{\"step\":\($0 * 10),\"rate\":1,\"train_nats\":null}\n" }.joined())
    let command = try Command(["train", "--out", model, "--resume"])
    #expect(command.status == 0)
    #expect(picture(command).isEmpty)
  }
}
